"""Without nginx, pages come from memory: the same to the last header, and never older than a second."""

import gzip
from datetime import date, datetime
from zoneinfo import ZoneInfo

import brotli
import pytest
import time_machine
from django.conf import settings as site
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaign import memory, revision
from campaign.revision import watch
from prisoners import services
from sponsorships.services import unpublish
from tests.factories import make_event, make_prisoner, make_source, make_sponsor, make_sponsorship, make_user

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (memory, revision):  # one clock for both, as there is in life
        monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def reader(settings, clock):
    """A browser whose process keeps its pages."""
    settings.PAGES_IN_MEMORY = MEGABYTE
    watch.forget()
    yield Client()
    watch.known = None
    watch.forget()


def queries(client, address, **given):
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, **given)
    return response, len(asked)


def told(response):
    """Every header but the number that each answer has for itself."""
    return {name: value for name, value in response.items() if name != "X-Request-ID"}


def test_who_comes_second_costs_nothing(reader):
    make_prisoner(slug="ruben")
    first, _ = queries(reader, "/fr/prisonniers/ruben/")

    second, cost = queries(reader, "/fr/prisonniers/ruben/")

    assert cost == 0
    assert second.content == first.content
    assert told(second) == told(first)


@pytest.mark.parametrize("address", ["/fr/", "/en/prisoners/?category=civilian"])
def test_a_page_from_memory_bears_every_header_of_one_made_now(reader, client, settings, address):
    reader.get(address)
    kept = told(reader.get(address))
    settings.PAGES_IN_MEMORY = 0
    made = told(client.get(address))

    assert kept.pop("Vary") == made.pop("Vary") == "Accept-Encoding"
    assert kept.pop("ETag") == f"W/{made.pop('ETag')}"
    assert kept == made
    assert {"Content-Security-Policy", "Permissions-Policy", "Cache-Control"} <= set(kept)


def test_words_that_the_site_does_not_know_make_no_other_page(reader):
    reader.get("/fr/prisonniers/?tri=duree")

    for noise in ["tri=duree&utm_source=x", "fbclid=1&tri=duree", "tri=duree&sort=name", "tri=duree&q="]:
        assert queries(reader, f"/fr/prisonniers/?{noise}")[1] == 0


def test_words_that_it_knows_are_pages_of_their_own(reader):
    make_prisoner(slug="a", category="civilian", name_fr="Anahit")
    make_prisoner(slug="b", category="artsakh_leader", name_fr="Boris")
    reader.get("/fr/prisonniers/")

    page = reader.get("/fr/prisonniers/?categorie=civil").text

    assert "Anahit" in page
    assert "Boris" not in page
    assert reader.get("/fr/prisonniers/?q=" + "x" * 100).templates
    assert not reader.get("/fr/prisonniers/?q=" + "x" * 100).templates
    assert reader.get("/fr/prisonniers/?q=" + "x" * 101).templates
    assert reader.get("/fr/prisonniers/?q=" + "x" * 101).templates


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("", None, bytes),
    ],
)
def test_a_page_comes_as_small_as_the_browser_can_take_it(reader, accepted, coding, unpack):
    plain = reader.get("/fr/").content

    page = reader.get("/fr/", headers={"accept-encoding": accepted})

    assert page.get("Content-Encoding") == coding
    assert unpack(page.content) == plain
    assert int(page["Content-Length"]) == len(page.content)


def test_what_a_browser_has_already_is_not_sent_again(reader):
    etag = reader.get("/fr/")["ETag"]

    again = reader.get("/fr/", headers={"if-none-match": etag})
    other = reader.get("/fr/", headers={"if-none-match": '"of another day"'})

    assert (again.status_code, again.content) == (304, b"")
    assert again["Content-Security-Policy"] == other["Content-Security-Policy"]
    assert other.status_code == 200


def test_who_asks_for_the_headers_alone_gets_them_from_memory(reader):
    whole = reader.get("/fr/")

    with CaptureQueriesContext(connection) as asked:
        head = reader.head("/fr/")

    assert len(asked) == 0
    assert head.content == b""
    assert head["Content-Length"] == whole["Content-Length"]


@pytest.mark.parametrize(
    "address", ["/fr/", "/fr/prisonniers/", "/fr/prisonniers/ruben/", "/fr/parrainer/?qualite=ong"]
)
def test_a_page_too_large_to_keep_is_made_of_parts_that_are_as_good_as_the_records(
    reader, settings, clock, address
):
    settings.PAGES_IN_MEMORY = 1
    man = make_prisoner(slug="ruben", name_fr="Ruben")
    make_sponsorship(prisoner=man)
    _first, dear = queries(reader, address)
    again, cheap = queries(reader, address)
    assert "Ruben" in again.text
    assert cheap <= 1 < dear

    type(man).objects.filter(pk=man.pk).update(name_fr="Davit")
    revision.moved()
    clock.now += 1.1

    assert "Davit" in reader.get(address).text
    assert "Ruben" not in reader.get(address).text


def test_a_change_is_seen_by_every_process_after_a_second(reader, clock):
    man = make_prisoner(slug="ruben")
    reader.get("/fr/prisonniers/ruben/")
    event = make_event(man, "visit", text_fr="Le CICR l’a vu.")
    revision.moved()

    clock.now += 0.9
    assert "Le CICR" not in reader.get("/fr/prisonniers/ruben/").text
    clock.now += 0.2

    assert "Le CICR" in reader.get("/fr/prisonniers/ruben/").text
    assert event.is_confirmed


def test_what_a_process_changed_itself_it_shows_at_once(reader, django_capture_on_commit_callbacks):
    man = make_prisoner(slug="ruben")
    event = make_event(man, "visit", text_fr="Avant.")
    reader.get("/fr/prisonniers/ruben/")
    event.text_fr = "Après."

    with django_capture_on_commit_callbacks(execute=True):
        services.change_event(
            event, sources=[make_source()], by=make_user(), now=datetime.now(ZoneInfo("UTC"))
        )

    assert "Après." in reader.get("/fr/prisonniers/ruben/").text


def test_what_is_hidden_is_gone_from_memory(reader, django_capture_on_commit_callbacks):
    sponsorship = make_sponsorship(sponsor=make_sponsor(slug="lyon"))
    assert reader.get("/fr/parrains/lyon/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        unpublish(sponsorship)

    assert reader.get("/fr/parrains/lyon/").status_code == 404


def test_the_days_roll_at_midnight_in_paris(reader, clock):
    make_prisoner(slug="ruben", captured="2023-09-27")
    paris = ZoneInfo("Europe/Paris")
    with time_machine.travel(datetime(2026, 11, 20, 23, 59, tzinfo=paris), tick=False):
        before = reader.get("/fr/prisonniers/ruben/").text
    clock.now += 120

    with time_machine.travel(datetime(2026, 11, 21, 0, 1, tzinfo=paris), tick=False):
        after = reader.get("/fr/prisonniers/ruben/").text

    days = (date(2026, 11, 20) - date(2023, 9, 27)).days
    assert f"1\u202f{days % 1000}" in before
    assert f"1\u202f{days % 1000 + 1}" in after


def test_pages_go_on_while_the_database_is_away(reader, clock, monkeypatch):
    def away():
        raise OperationalError("no server")

    reader.get("/fr/")
    monkeypatch.setattr(watch, "ask", away)
    clock.now += 60

    assert queries(reader, "/fr/")[1] == 0
    assert reader.get("/fr/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/fr/parrainer/?qualite=commune",
        "/fr/parrainer/merci/",
        "/fr/lien/",
        "/fr/nulle-part/",
        "/fr/confirmer/x/",
        "/healthz",
        "/admin/login/",
    ],
)
def test_forms_thanks_tokens_errors_and_staff_pages_are_made_for_each(reader, monkeypatch, address):
    def refuse(*_, **__):
        raise AssertionError("kept")

    monkeypatch.setattr(memory.Pages, "keep", refuse)

    assert reader.get(address).status_code < 500


def test_what_is_not_kept_still_comes_compressed(reader):
    page = reader.get("/fr/nulle-part/", headers={"accept-encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"


def test_memory_has_a_limit_and_what_nobody_asks_for_leaves_first(settings, clock):
    settings.PAGES_IN_MEMORY = MEGABYTE
    pages = memory.Pages(200)
    state = (1, date(2026, 1, 1))
    for name in "abc":
        pages.find((name,), state=state)
        pages.keep((name,), memory.Page("", {}, {"": b"x" * 40}), state=state)
        pages.find(("a",), state=state)

    assert [key for key in ("a", "b", "c") if pages.find((key,), state=state)] == ["a", "c"]
    assert pages.size <= 200


def test_a_page_made_before_a_change_is_not_kept_after_it():
    pages = memory.Pages(100)
    old, new = (1, date(2026, 1, 1)), (2, date(2026, 1, 1))
    pages.find(("a",), state=old)
    pages.find(("a",), state=new)

    pages.keep(("a",), memory.Page("", {}, {"": b"x"}), state=old)

    assert pages.find(("a",), state=new) is None


def test_another_host_is_refused_whatever_is_in_memory(reader):
    reader.get("/fr/")

    assert reader.get("/fr/", headers={"host": "evil.example"}).status_code == 400


def test_a_plain_address_still_leads_to_the_safe_one(reader, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert reader.get("/fr/", secure=True).status_code == 200

    assert reader.get("/fr/").status_code == 301
    assert site.SECURE_SSL_REDIRECT


def test_a_head_that_comes_first_is_answered_and_a_get_after_it_too(reader):
    assert reader.head("/fr/contexte/").status_code == 200

    page = reader.get("/fr/contexte/")

    assert (page.status_code, "<h1>" in page.text) == (200, True)


def test_the_page_tells_tor_browser_where_else_it_stands(reader, settings):
    settings.ONION_LOCATION = "http://libertas.onion"

    assert (
        reader.get("/fr/prisonniers/?utm_source=x")["Onion-Location"]
        == "http://libertas.onion/fr/prisonniers/"
    )
    assert "Onion-Location" not in reader.get("/fr/nulle-part/")
