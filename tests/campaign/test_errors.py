"""Wrong addresses and broken pages: a clear page, in the language of the address."""

import errno

import pytest
from django.db import OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/fr/nulle-part/", "Cette page n’existe pas"),
        ("/en/nowhere/", "This page does not exist"),
        ("/fr/prisonniers/personne/", "Cette page n’existe pas"),
        ("/en/prisoners/no-one/", "This page does not exist"),
        ("/en/prisoners/%00/", "This page does not exist"),
        ("/en/prisoners/%ED%A0%80/", "This page does not exist"),
        ("/en/sponsors/no-one/", "This page does not exist"),
        ("/de/", "Cette page n’existe pas"),
        ("/nowhere", "Cette page n’existe pas"),
    ],
)
def test_a_wrong_address_is_said_in_its_language(client, address, words):
    response = client.get(address)

    assert response.status_code == 404
    assert words in response.text
    assert not response.cookies


def test_a_broken_page_shows_no_trace(monkeypatch):
    monkeypatch.setattr("campaign.views.figures", lambda: 1 / 0)

    response = Client(raise_request_exception=False).get("/en/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.text
    assert "ZeroDivisionError" not in response.text


def test_a_bad_host_is_a_bad_request_and_not_a_breakdown():
    response = Client(raise_request_exception=False).get("/fr/", headers={"host": "evil.example:x"})

    assert response.status_code == 400


def test_a_public_page_refuses_what_is_not_reading(client):
    assert client.post("/fr/").status_code == 405
    assert client.delete("/fr/prisonniers/").status_code == 405


@pytest.fixture
def away(monkeypatch):
    """The database goes away just when a view asks it."""

    def refuse(*_args, **_given):
        raise OperationalError("no server")

    monkeypatch.setattr("prisoners.views.Prisoner.objects.published", refuse)
    return Client(raise_request_exception=False, enforce_csrf_checks=False)


def test_while_the_database_is_away_a_page_asks_to_wait(away):
    response = away.get("/fr/prisonniers/")

    assert response.status_code == 503
    assert "Cette page doit attendre" in response.text
    assert "<form" not in response.text


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT])
def test_while_the_disk_is_full_what_was_typed_stays_in_the_page(monkeypatch, reason):
    def refuse(*_args, **_given):
        raise OSError(reason, "no space")

    monkeypatch.setattr("prisoners.views.services.ask_to_correct", refuse)
    typed = {"wish": "hide", "words": "Un village", "ticket": "t"}

    response = Client(raise_request_exception=False).post("/fr/rectifier/", typed)

    assert response.status_code == 503
    assert "Un village" in response.text


def test_while_the_database_is_away_what_was_typed_stays_in_the_page(away):
    typed = {
        "words": 'Un village "nommé" <ici>',
        "undertakings": ["speak", "plead"],
        "csrfmiddlewaretoken": "t",
    }

    response = away.post("/fr/rectifier/", typed)

    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"
    assert (
        '<input type="hidden" name="words" value="Un village &quot;nommé&quot; &lt;ici&gt;">' in response.text
    )
    assert response.text.count('name="undertakings"') == 2
    assert 'name="csrfmiddlewaretoken" value="t"' in response.text


def test_a_password_of_staff_never_returns_in_a_page(monkeypatch):
    def refuse(*_args, **_given):
        raise OperationalError("no server")

    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", refuse)
    staff = Client(raise_request_exception=False)

    response = staff.post("/admin/login/", {"username": "anna", "password": "never-shown"})

    assert response.status_code == 503
    assert "never-shown" not in response.text
