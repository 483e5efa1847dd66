"""Who keeps the machine sees how the site is, and nobody's data."""

import json
import logging
import os
import sys
from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from prometheus_client import REGISTRY

from campaign import metrics
from campaign.kit.logs import JsonFormatter, logging_to_console, without_anybody
from campaign.models import Letter
from campaign.publishing import publish
from campaign.tree import FOLLOWED, Tree
from tests.factories import make_sponsorship

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def tree(settings, tmp_path):
    settings.PUBLISHED_TREE = str(tmp_path / "tree")
    settings.WHITENOISE_USE_FINDERS = True
    return Tree(tmp_path / "tree")


def owe(*, late, **given):
    now = timezone.now()
    moments = {"written_at": now - late, "next_try_at": now - late}
    return Letter.objects.create(**{"key": "a", "name": "confirm", "language": "fr"} | moments | given)


def line(response, subject):
    return next(line for line in response.text.splitlines() if f"  {subject}:" in line)


def test_a_healthy_site_says_so_line_by_line(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.text.startswith("ok  database: answers\nok  migrations: all applied\n")
    assert all(line.startswith("ok  ") for line in response.text.splitlines())
    assert "no-store" in response["Cache-Control"]


def test_a_database_that_is_away_is_one_line_and_the_rest_is_still_told(client, monkeypatch):
    def away(*_):
        raise OperationalError("password of libertas@db refused")

    monkeypatch.setattr("campaign.health.connection.cursor", away)
    response = client.get("/readyz")

    assert response.status_code == 503
    assert line(response, "database") == "NOT OK  database: does not answer"
    assert line(response, "disk").startswith("ok")
    assert "libertas@db" not in response.text


def test_a_letter_that_should_have_left_is_told(client):
    owe(late=timedelta(minutes=14))
    assert client.get("/readyz").status_code == 200

    owe(late=timedelta(minutes=16), key="b")
    response = client.get("/readyz")

    assert response.status_code == 503
    assert line(response, "letters") == "NOT OK  letters: the oldest that is due has waited 16 min"


def test_a_letter_whose_turn_has_not_come_is_not_late(client):
    owe(late=-timedelta(hours=2))

    assert line(client.get("/readyz"), "letters") == "ok  letters: none waits"


def test_pages_that_do_not_follow_the_records_are_told(client, tree):
    never = client.get("/readyz")
    publish(tree)
    followed = client.get("/readyz")
    long_ago = (timezone.now() - timedelta(minutes=6)).timestamp()
    os.utime(tree.folder / FOLLOWED, (long_ago, long_ago))
    late = client.get("/readyz")

    assert "none yet" in line(never, "published pages")
    assert line(followed, "published pages").startswith("ok")
    assert line(late, "published pages") == "NOT OK  published pages: as the records were 6 min ago"


def test_a_round_without_anything_to_do_keeps_the_tree_young(client, tree):
    publish(tree)
    (tree.folder / FOLLOWED).unlink()

    publish(tree)

    assert client.get("/readyz").status_code == 200


def test_a_round_in_which_a_page_failed_does_not(client, tree, monkeypatch):
    def broken(*_, **__):
        raise ValueError

    monkeypatch.setattr("campaign.views.page_text", broken)
    publish(tree)

    assert client.get("/readyz").status_code == 503


def test_a_full_disk_is_told(client, monkeypatch):
    monkeypatch.setattr("campaign.health.shutil.disk_usage", lambda _: Usage(1, 1, 20 * 1024**2))

    assert line(client.get("/readyz"), "disk") == "NOT OK  disk: 20 MB left"


def test_a_database_behind_the_program_is_told_and_one_ahead_is_not(client, monkeypatch):
    known = frozenset({("campaign", "0001_initial"), ("campaign", "9999_next")})
    monkeypatch.setattr("campaign.health.known_migrations", lambda: known)
    assert (
        line(client.get("/readyz"), "migrations")
        == "NOT OK  migrations: 1 not applied: run manage.py migrate"
    )

    monkeypatch.setattr("campaign.health.known_migrations", lambda: frozenset({("campaign", "0001_initial")}))
    assert client.get("/readyz").status_code == 200


def test_every_answer_bears_a_number_that_no_stranger_chose(client):
    numbers = [
        client.get(path, headers={"x-request-id": "chosen"})["X-Request-ID"]
        for path in ("/fr/", "/fr/", "/healthz", "/nowhere", "/static/css/base.css")
    ]

    assert len(set(numbers)) == 5
    assert all(len(number) == 16 and number != "chosen" for number in numbers)


def told(caplog):
    return [record.told for record in caplog.records if record.name == "campaign.doorway"]


def test_what_changes_something_is_told_by_the_name_of_its_page(client, caplog):
    with caplog.at_level(logging.INFO):
        client.get("/fr/confirmer/very-secret/")
        client.post("/fr/confirmer/very-secret/")

    [one] = told(caplog)
    assert one | {"ms": 0} == {"page": "sponsorships:confirm", "method": "POST", "status": 410, "ms": 0}


def test_what_failed_is_told_as_an_error_with_its_number(client, caplog, monkeypatch):
    def broken(*_, **__):
        raise ValueError("anna@example.org")

    monkeypatch.setattr("campaign.views.page_text", broken)
    client.raise_request_exception = False
    lines = []
    monkeypatch.setattr(caplog.handler, "emit", lambda record: lines.append(JsonFormatter().format(record)))
    response = client.get("/fr/?q=ruben")

    errors = [json.loads(line) for line in lines if '"error"' in line]
    assert response.status_code == 500
    assert {error["request"] for error in errors} == {response["X-Request-ID"]}
    assert "anna@" not in "".join(lines)
    assert "ruben" not in "".join(lines)


def test_an_error_is_told_by_its_kind_and_its_way_and_never_by_its_words():
    try:
        raise ValueError("Key (email)=(anna@example.org) already exists")
    except ValueError:
        record = logging.LogRecord("site", logging.ERROR, "", 1, "It broke", (), sys.exc_info())
    said = json.loads(JsonFormatter().format(record))

    assert (said["message"], said["error"], said["level"]) == ("It broke", "builtins.ValueError", "error")
    assert "test_seen_from_outside.py" in said["way"][-1]
    assert "anna" not in JsonFormatter().format(record)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Not Found: /fr/confirmer/AbC-123/", "Not Found: /fr/confirmer/…"),
        ("GET /en/my-sponsorship/xyz/data/?a=b", "GET /en/my-sponsorship/…?…"),
        ("GET /fr/prisonniers/?q=ruben HTTP", "GET /fr/prisonniers/?… HTTP"),
        ("refused: <anna.b@example.org>", "refused: <…@…>"),
        ("Invalid request from ip=203.0.113.77: x", "Invalid request from ip=203.0.113.0: x"),
        ("from 2001:db8:85a3:8d3:1319:8a2e:370:7348 x", "from 2001:db8:85a3:: x"),
        ("Listening at: unix:/run/libertas/site.sock (5)", "Listening at: unix:/run/libertas/site.sock (5)"),
        ("What is it? Nothing", "What is it? Nothing"),
    ],
)
def test_what_a_library_wrote_is_cut_where_it_names_somebody(written, kept):
    assert without_anybody(written) == kept


def test_a_server_logs_for_machines_and_ones_own_computer_for_people():
    assert logging_to_console(structured=True)["handlers"]["console"]["formatter"] == "json"
    assert logging_to_console(structured=False)["handlers"]["console"]["formatter"] == "line"


def counted(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


def test_requests_are_counted_by_room_and_never_by_address(client):
    labels = {"room": "prisoners", "method": "GET", "status": "200"}
    before = counted("libertas_requests_total", **labels)
    client.get("/fr/prisonniers/?q=secret")
    client.generic("PROPFIND", "/fr/")

    assert counted("libertas_requests_total", **labels) == before + 1
    assert counted("libertas_requests_total", room="none", method="other", status="405") >= 1
    assert b"secret" not in metrics.told()


class Socket:
    def __init__(self, here):
        self.here = here

    def getsockname(self):
        return self.here


def ask(settings, here, path="/metrics"):
    settings.METRICS_BIND = "127.0.0.1:9100"
    started = []
    site = metrics.beside(lambda _environ, start: start("200 the site", []) or [b""])
    environ = {
        "PATH_INFO": path,
        "HTTP_HOST": "x:9100",
        "SERVER_PORT": "9100",
        "gunicorn.socket": Socket(here),
    }
    body = site(environ, lambda status, headers: started.append(status))
    return started[0], b"".join(body).decode()


def test_numbers_are_told_where_they_are_asked_and_nowhere_else(settings):
    make_sponsorship(state="pending")
    owe(late=timedelta(seconds=90))
    owe(late=timedelta(), key="b", next_try_at=None)

    status, text = ask(settings, ("127.0.0.1", 9100))

    assert status == "200 OK"
    for said in [
        'libertas_well{subject="database"} 1.0',
        "libertas_letters_waiting 2.0",
        "libertas_letters_parked 1.0",
        "libertas_requests_waiting 1.0",
        "libertas_disk_free_bytes",
        "libertas_outbox_age_seconds 9",
    ]:
        assert said in text
    assert ask(settings, ("127.0.0.1", 9100), "/fr/")[0] == "404 Not Found"
    assert ask(settings, ("127.0.0.1", 8000))[0] == "200 the site"
    assert ask(settings, "/run/libertas/site.sock")[0] == "200 the site"


def test_numbers_without_a_database_are_those_that_need_none(settings, monkeypatch):
    def away(*_, **__):
        raise OperationalError

    monkeypatch.setattr("campaign.health.connection.cursor", away)
    monkeypatch.setattr("campaign.metrics.counted", away)
    text = metrics.told().decode()

    assert 'libertas_well{subject="database"} 0.0' in text
    assert "libertas_outbox_age_seconds" not in text


def test_the_age_of_the_published_pages_is_a_number(tree):
    publish(tree)

    assert "libertas_tree_age_seconds 0." in metrics.told().decode()


def test_the_site_has_no_address_for_its_numbers(client):
    assert client.get("/metrics").status_code == 404
