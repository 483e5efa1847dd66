"""The mail server is away, slow, silent or rude: a request is thanked at once, its letter leaves once."""

import time

import pytest

from tests.cluster import needs_a_cluster
from tests.faults.site import wait_for

pytestmark = [pytest.mark.faults, needs_a_cluster]


@pytest.mark.parametrize("mood", ["slow", "not now", "dropping", "hanging"])
def test_a_sign_up_never_waits_for_it_and_the_letter_leaves_when_it_is_well(
    cluster, database, site, mail, readers, mood
):
    mail.mood = mood
    site.start("mail")

    began = time.monotonic()
    seen = site.sign_up(1, readers)
    took = time.monotonic() - began
    time.sleep(3)
    mail.mood = "good"
    cluster.sql(
        database, "UPDATE campaign_letter SET next_try_at = now() WHERE sent_at IS NULL"
    )  # the pause is over

    assert (seen, took < 3) == ([302], True)
    wait_for(lambda: mail.by_reader().get("town1@example.org"))
    time.sleep(3)
    assert len(mail.by_reader()["town1@example.org"]) == 1


def test_one_address_that_is_refused_keeps_no_other_waiting(cluster, database, site, mail, owe):
    owe(3)
    mail.mood = "refusing"
    site.start("mail")
    wait_for(
        lambda: (
            cluster.sql(database, "SELECT min(tries) FROM campaign_letter WHERE sent_at IS NULL") >= [(1,)]
        )
    )
    mail.mood = "good"

    cluster.sql(database, "UPDATE campaign_letter SET next_try_at = now() WHERE key = 'withdrawn 1'")

    wait_for(lambda: "reader1@example.org" in mail.by_reader())
    assert len(mail.by_reader()) == 1


def test_while_no_server_answers_letters_wait_and_leave_without_a_hand(site, mail, readers):
    mail.stop()
    site.start("mail")
    assert site.sign_up(1, readers) == [302]
    time.sleep(3)

    mail.start()

    wait_for(lambda: len(mail.by_reader()) == 1)
