"""The database is stopped, hangs, or is not migrated: no 500, nothing typed is lost, nobody need help."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.cluster import manage, needs_a_cluster
from tests.faults.site import wait_for

pytestmark = [pytest.mark.faults, needs_a_cluster]

STORED = "SELECT count(*), count(DISTINCT ticket) FROM sponsorships_sponsorship WHERE ticket LIKE 'storm-%'"


def test_stopped_and_started_again_in_the_middle_of_requests(cluster, database, site, mail, readers):
    site.start("mail")
    with ThreadPoolExecutor(8) as visitors:
        coming = [visitors.submit(site.sign_up, number, readers) for number in range(60)]
        time.sleep(1)
        cluster.stop()
        time.sleep(2)
        status, page = site.ask("GET", "/fr/prisonniers/?q=nobody-of-this-name")
        cluster.start()
        answers = [came.result() for came in coming]

    assert status == 503
    assert "Cette page doit attendre" in page
    assert all(seen[-1] == 302 for seen in answers)
    assert not any(500 in seen for seen in answers), site.said()
    assert cluster.sql(database, STORED) == [(60, 60)]
    wait_for(lambda: len(mail.by_reader()) == 60, seconds=120)
    assert all(len(set(ids)) == 1 for ids in mail.by_reader().values())


def test_a_database_that_hangs_is_told_within_seconds_and_what_was_typed_stays(
    cluster, database, site, readers
):
    with psycopg.connect(cluster.url(database)) as holder:
        holder.execute("LOCK TABLE sponsorships_sponsorship IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        seen = site.sign_up(1, readers, patience=0.5)
        took = time.monotonic() - began
        alive = site.ask("GET", "/healthz")[0]

    assert seen == [503]
    assert took < 10
    assert alive == 200
    assert site.sign_up(1, readers)[-1] == 302
    assert cluster.sql(database, STORED) == [(1, 1)]


def timed(site, address):
    began = time.monotonic()
    status, _page = site.ask("GET", address)
    return status, time.monotonic() - began


def test_a_frozen_database_is_told_and_pages_in_memory_go_on(cluster, database, site, readers):
    for _ in range(8):  # each process has it
        site.ask("GET", "/fr/")
    with cluster.frozen():
        began = time.monotonic()
        seen = site.sign_up(1, readers, patience=0.5)
        took = time.monotonic() - began
        with ThreadPoolExecutor(12) as visitors:  # at once, as they come
            pages = list(visitors.map(lambda _: timed(site, "/fr/"), range(12)))

    assert (seen, took < 15) == ([503], True)
    assert {status for status, _took in pages} == {200}
    assert sum(took < 1 for _status, took in pages) >= 8  # one in each process waits for what changed
    assert site.sign_up(1, readers)[-1] == 302
    assert cluster.sql(database, STORED) == [(1, 1)]


def test_a_request_that_waits_for_the_database_stops_no_other(cluster, database, site):
    with psycopg.connect(cluster.url(database)) as holder:
        holder.execute("LOCK TABLE prisoners_prisoner IN ACCESS EXCLUSIVE MODE")
        waiting = threading.Thread(target=site.ask, args=("GET", "/fr/prisonniers/?q=a"))
        waiting.start()
        began = time.monotonic()
        status, _page = site.ask("GET", "/fr/accessibilite/")
        took = time.monotonic() - began
        waiting.join()

    assert took < 7
    assert status in (200, 503)


def test_an_unfinished_migration_is_told_by_readyz_and_done_by_migrate(cluster, database, site):
    name = "SELECT name FROM django_migrations WHERE app = 'campaign' ORDER BY id DESC LIMIT 1"
    [(last,)] = cluster.sql(database, name)
    assert site.ask("GET", "/readyz")[0] == 200

    cluster.sql(database, "DELETE FROM django_migrations WHERE app = 'campaign' AND name = %s", last)
    status, told = site.ask("GET", "/readyz")

    assert status == 503
    assert "migrat" in told
    manage(cluster.url(database), "migrate", "campaign", "--fake", "--verbosity", "0")
    assert site.ask("GET", "/readyz")[0] == 200
