"""Processes die at the worst moment: every acknowledged sign-up is stored once, its letter leaves once."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.cluster import needs_a_cluster
from tests.faults.site import wait_for

pytestmark = [pytest.mark.faults, needs_a_cluster]

VISITORS = int(os.environ.get("FAULTS_VISITORS", "120"))  # 1,000 once, for docs/quality.md
STORED = "SELECT count(*), count(DISTINCT ticket) FROM sponsorships_sponsorship WHERE ticket LIKE 'storm-%'"


def test_nothing_is_lost_when_worker_master_and_mail_worker_are_killed(
    cluster, database, site, mail, readers
):
    site.start("mail")
    kills = 0
    with ThreadPoolExecutor(12) as visitors:
        coming = [visitors.submit(site.sign_up, number, readers) for number in range(VISITORS)]
        for harm in ["child", "mail", "gunicorn", "mail", "child"]:
            time.sleep(1.0)
            if harm == "child":
                site.kill_a_child()
            else:
                site.kill(harm)
                site.start(harm)
                kills += harm == "mail"
        answers = [came.result() for came in coming]

    assert all(seen[-1] == 302 for seen in answers)
    assert not any(500 in seen for seen in answers)
    assert cluster.sql(database, STORED) == [(VISITORS, VISITORS)]
    wait_for(lambda: len(mail.by_reader()) == VISITORS, seconds=300)  # five minutes, as promised
    twice = [ids for ids in mail.by_reader().values() if len(ids) > 1]
    assert len(twice) <= kills  # it died between the server's yes and our commit
    assert all(len(set(ids)) == 1 for ids in twice)


def test_two_mail_workers_never_send_one_letter_twice(site, mail, owe):
    owe(60)

    site.start("mail")
    site.start("mail too")
    wait_for(lambda: len(mail.by_reader()) == 60, seconds=120)
    time.sleep(3)  # another round of each

    assert [len(ids) for ids in mail.by_reader().values()] == [1] * 60
