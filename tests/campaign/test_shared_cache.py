"""One Redis tells every process the revision; it may lose what it was told, or die: no page is older for it."""

import json
import pickle
import time

import pytest
from django.core.cache import cache
from django.db import transaction
from redis import Redis as Client

from campaign import revision
from campaign.kit.engines import caches
from campaign.models import Revision
from tests.shared_cache import Redis, needs_redis

pytestmark = [needs_redis, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def redis():
    made = Redis()
    yield made
    made.kill()


@pytest.fixture(autouse=True)
def _shared(redis, settings, monkeypatch):
    settings.CACHE_URL, settings.CACHES = redis.url, caches(redis.url)
    monkeypatch.setattr(revision, "watch", revision.Watch())
    cache.clear()


def change_untold():
    """By a process that dies between its commit and the telling."""
    Revision.objects.update_or_create(pk=revision.THE_ROW, defaults={"number": revision.current() + 1})


def test_all_processes_together_ask_the_database_once_a_second(django_assert_num_queries):
    processes = [revision.Watch() for _ in range(3)]

    with django_assert_num_queries(1):
        seen = [process.state(at=moment)[0] for moment in (0.0, 1.1) for process in processes]

    assert seen == [0] * 6


def test_a_change_is_told_once_it_is_committed(django_assert_num_queries):
    revision.told()

    with transaction.atomic():
        revision.moved()
        assert cache.get(revision.IN_CACHE) == 0

    with django_assert_num_queries(0):
        assert revision.told() == 1


def test_a_change_undone_is_told_to_nobody():
    revision.moved()

    with transaction.atomic():
        revision.moved()
        transaction.set_rollback(True)

    assert revision.told() == 1


def test_a_change_that_could_not_be_told_is_seen_all_the_same():
    revision.moved()
    change_untold()
    assert revision.told() == 1

    time.sleep(revision.TOLD_FOR + 0.1)

    assert revision.told() == 2


def test_who_was_slow_to_ask_puts_no_old_number_over_a_new_one(monkeypatch):
    def read_before_the_change():
        cache.set(revision.IN_CACHE, 8, revision.TOLD_FOR)
        return 7

    monkeypatch.setattr(revision, "current", read_before_the_change)

    assert revision.told() == 8


def test_without_redis_the_database_is_asked_and_changes_go_on(redis):
    revision.moved()
    redis.kill()

    revision.moved()
    seen_without = revision.told()
    redis.start()

    assert seen_without == 2
    assert revision.told() == 2
    assert cache.get(revision.IN_CACHE) == 2


def test_nobody_waits_long_for_a_redis_that_hangs(redis, settings):
    with Client.from_url(redis.url) as client:
        client.execute_command("CLIENT", "PAUSE", 1_500)
    began = time.monotonic()

    assert revision.told() == 0

    assert time.monotonic() - began < 1.4
    time.sleep(1.5)


def test_what_stands_in_the_cache_is_never_a_program(redis):
    with Client.from_url(redis.url) as client:
        client.set(cache.make_key(revision.IN_CACHE), pickle.dumps(7))

    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        cache.get(revision.IN_CACHE)
