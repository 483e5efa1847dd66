"""Readers may be answered from a replica; writers, staff and who just changed something never are."""

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from campaign import replica, revision
from campaign.memory import FRESH
from campaign.models import Revision
from campaign.replica import LOOK_EVERY, PUBLIC, TRY_AGAIN_AFTER, Follower, PublicReads, Router, reads_replica
from tests.factories import make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


class Told:
    """A replica as a process hears of it."""

    def __init__(self, *numbers):
        self.numbers, self.asked = list(numbers), 0

    def __call__(self):
        self.asked += 1
        number = self.numbers.pop(0)
        if number is None:
            raise OperationalError("no server")
        return number


def test_a_replica_that_has_come_as_far_is_read():
    follower = Follower(Told(7))

    assert follower.has_reached(7, at=1)
    assert follower.has_reached(6, at=1)
    assert not follower.has_reached(8, at=1)


def test_it_is_asked_again_after_a_while_and_not_for_every_reader():
    told = Told(7, 8)
    follower = Follower(told)

    assert not follower.has_reached(8, at=1)
    assert not follower.has_reached(8, at=1 + LOOK_EVERY / 2)
    assert told.asked == 1
    assert follower.has_reached(8, at=1 + LOOK_EVERY)


def test_one_that_does_not_answer_is_left_alone_for_some_seconds():
    told = Told(7, None, 9)
    follower = Follower(told)

    assert follower.has_reached(7, at=1)
    assert not follower.has_reached(7, at=2)
    assert not follower.has_reached(7, at=2 + TRY_AGAIN_AFTER / 2)
    assert told.asked == 2
    assert follower.has_reached(9, at=2 + TRY_AGAIN_AFTER)


def test_only_one_request_asks_at_a_time():
    follower = Follower(Told())

    with follower.asking:
        assert not follower.has_reached(0, at=1)


def test_writing_is_of_the_primary_always():
    router = Router()
    token = reads_replica.set(True)
    read, written = router.db_for_read(Revision), router.db_for_write(Revision)
    reads_replica.reset(token)

    assert (read, written) == ("replica", "default")
    assert router.db_for_read(Revision) == "default"
    assert router.allow_migrate("default", "campaign")
    assert not router.allow_migrate("replica", "campaign")


@pytest.fixture
def middleware(monkeypatch):
    """As where REPLICA_URL is given."""
    monkeypatch.setitem(connections.settings, "replica", connections.settings["default"])
    yield PublicReads(lambda request: HttpResponse())
    reads_replica.set(False)


@pytest.fixture
def reads(middleware, monkeypatch):
    """Where the view of an address would read from."""
    middleware.follower = Follower(Told(10**9))
    monkeypatch.setattr(revision.watch, "known", None)
    revision.watch.forget()

    def ask(path, method="GET", cookies=None, **meta):
        request = RequestFactory().generic(method, path, **meta)
        request.COOKIES = cookies or {}
        with translation.override("en" if path.startswith("/en/") else "fr"):
            request.resolver_match = resolve(request.path_info)
        middleware.process_view(request)
        found = reads_replica.get()
        middleware(request)
        return found

    return ask


def test_public_pages_are_read_from_it_and_the_mark_goes_with_the_request(reads):
    assert reads("/fr/prisonniers/")
    assert reads("/en/sponsors/")
    assert not reads_replica.get()


@pytest.mark.parametrize(
    "path",
    ["/fr/parrainer/", "/fr/confirmer/x/", "/fr/mon-parrainage/x/", "/fr/lien/", "/admin/", "/sitemap.xml",
     "/readyz", "/fr/parrainer/merci/"],
)  # fmt: skip
def test_forms_secret_pages_and_the_desk_are_of_the_primary(reads, path):
    assert not reads(path)


def test_who_is_signed_in_reads_his_own_change_at_once(reads, settings):
    assert not reads("/fr/prisonniers/", cookies={settings.SESSION_COOKIE_NAME: "x"})


def test_what_is_sent_and_what_is_published_are_of_the_primary(reads):
    assert not reads("/fr/prisonniers/", "POST")
    assert not reads("/fr/prisonniers/", **{FRESH: True})


def test_a_replica_behind_the_change_that_was_seen_is_not_read(reads, monkeypatch):
    monkeypatch.setattr("campaign.replica.watch.state", lambda at: (10**9 + 1, None))
    assert not reads("/fr/prisonniers/")

    monkeypatch.setattr("campaign.replica.watch.state", lambda at: None)
    assert not reads("/fr/prisonniers/")


def test_a_page_under_which_the_replica_dies_is_made_from_the_primary(middleware, rf):
    middleware.follower.number = 5
    request = rf.get("/fr/prisonniers/")
    request.resolver_match = resolve("/fr/prisonniers/")
    reads_replica.set(True)

    answer = middleware.process_exception(request, OperationalError("server closed the connection"))

    assert answer.status_code == 200
    assert not reads_replica.get()
    assert not middleware.follower.has_reached(0, at=replica.monotonic())


def test_an_error_of_our_own_is_not_hidden(middleware, rf):
    request = rf.get("/fr/")

    assert middleware.process_exception(request, OperationalError("of the primary")) is None
    reads_replica.set(True)
    assert middleware.process_exception(request, ValueError()) is None
    reads_replica.set(False)


def test_what_may_be_read_from_it_is_what_the_sitemap_lists(client):
    make_sponsorship(sponsor=make_sponsor(slug="lyon"), prisoner=make_prisoner(slug="ruben"))
    addresses = [part.split("</loc>")[0] for part in client.get("/sitemap.xml").text.split("<loc>")[1:]]
    paths = [address.removeprefix("http://127.0.0.1:8000") for address in addresses]
    views = {resolve(path).view_name for path in paths if path.startswith("/fr/")}

    assert views >= PUBLIC
    # What else is listed is a form, which is of the primary.
    assert views - PUBLIC <= {"sponsorships:sign_up", "prisoners:correct"}


def test_without_a_replica_nothing_stands_in_the_way():
    with pytest.raises(MiddlewareNotUsed):
        PublicReads(lambda request: HttpResponse())
