"""What stands before Django answers with the very page that Django gave, and knows nothing more than it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import RequestFactory

from campaign import front, memory, revision
from campaign.front import Front
from campaign.revision import watch
from prisoners import services
from tests.factories import make_event, make_prisoner, make_source, make_user

pytestmark = pytest.mark.django_db


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    for module in (front, memory, revision):  # one clock for all, as there is in life
        monkeypatch.setattr(module, "monotonic", clock)
    return clock


@pytest.fixture
def woken():
    """The addresses for which Django was asked."""
    return []


@pytest.fixture
def ask(settings, clock, woken):
    settings.PAGES_IN_MEMORY = 1024 * 1024
    watch.forget()
    site = WSGIHandler()

    def django(environ, start_response):
        woken.append(environ["PATH_INFO"])
        return site(environ, start_response)

    server = Front(django)

    def ask(address, method="GET", **headers):
        environ, told = RequestFactory().generic(method, address, **headers).environ, []
        body = b"".join(server(environ, lambda status, headers: told.append((status, headers))))
        return told[0][0], dict(told[0][1]), body

    request_started.disconnect(close_old_connections)  # the test's transaction lives on them
    yield ask
    request_started.connect(close_old_connections)
    watch.known = None
    watch.forget()


def but_its_number(headers):
    return {name: value for name, value in headers.items() if name != "X-Request-ID"}


@pytest.mark.parametrize(
    "given",
    [{}, {"HTTP_ACCEPT_ENCODING": "br, gzip"}, {"HTTP_ACCEPT_ENCODING": "gzip"}, {"method": "HEAD"}],
)
def test_who_comes_second_gets_the_same_without_waking_django(ask, woken, given):
    first, second = ask("/fr/contexte/", **given), ask("/fr/contexte/", **given)

    assert len(woken) == 1 + (given.get("method") == "HEAD")  # a HEAD that comes first keeps nothing
    assert second[0] == first[0] == "200 OK"
    assert second[2] == first[2]
    kept, made = but_its_number(second[1]), but_its_number(first[1])
    if given.get("method") != "HEAD":
        assert kept == made
    assert second[1]["X-Request-ID"] != first[1]["X-Request-ID"]
    assert {"Content-Security-Policy", "Permissions-Policy", "Strict-Transport-Security"} & set(kept)


def test_what_a_browser_has_already_is_not_sent_again(ask, woken):
    etag = ask("/fr/")[1]["ETag"]

    status, headers, body = ask("/fr/", HTTP_IF_NONE_MATCH=etag)

    assert (status, body, len(woken)) == ("304 Not Modified", b"", 1)
    assert "Content-Length" not in headers


def test_a_change_is_seen_after_a_second(ask, clock):
    man = make_prisoner(slug="ruben")
    ask("/fr/prisonniers/ruben/")
    make_event(man, "visit", text_fr="Le CICR l’a vu.")
    revision.moved()

    clock.now += 0.9
    assert "Le CICR" not in ask("/fr/prisonniers/ruben/")[2].decode()
    clock.now += 0.2

    assert "Le CICR" in ask("/fr/prisonniers/ruben/")[2].decode()


def test_what_the_process_changed_itself_is_seen_at_once(ask, django_capture_on_commit_callbacks):
    man = make_prisoner(slug="ruben")
    event = make_event(man, "visit", text_fr="Avant.")
    assert "Avant." in ask("/fr/prisonniers/ruben/")[2].decode()
    event.text_fr = "Après."

    with django_capture_on_commit_callbacks(execute=True):
        services.change_event(
            event, sources=[make_source()], by=make_user(), now=datetime.now(ZoneInfo("UTC"))
        )

    assert "Après." in ask("/fr/prisonniers/ruben/")[2].decode()


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/fr/lien/", {}),
        ("/fr/nulle-part/", {}),
        ("/healthz", {}),
        ("/fr/?q=x", {}),
        ("/fr/", {"method": "POST"}),
        ("/fr/", {memory.FRESH: True}),
    ],
)
def test_forms_errors_machines_and_words_go_to_django_each_time(ask, woken, address, given):
    ask(address, **given)
    ask(address, **given)

    assert len(woken) == 2


def test_another_host_is_refused_whatever_is_in_memory(ask):
    assert ask("/fr/")[0] == "200 OK"

    assert ask("/fr/", HTTP_HOST="evil.example")[0] == "400 Bad Request"


@pytest.fixture
def only_safe(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.usefixtures("only_safe")  # before the site is made
def test_a_plain_address_still_leads_to_the_safe_one(ask):
    assert ask("/fr/", HTTP_X_FORWARDED_PROTO="https")[0] == "200 OK"
    assert ask("/fr/", HTTP_X_FORWARDED_PROTO="http")[0] == "301 Moved Permanently"


def test_addresses_without_end_fill_no_memory(ask, monkeypatch, woken):
    monkeypatch.setattr(front, "KNOWN_AT_MOST", 1)
    for address in ["/fr/", "/en/", "/fr/", "/fr/"]:
        ask(address)

    assert woken == ["/fr/", "/en/", "/fr/"]
