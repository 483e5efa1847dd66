"""Wrong addresses and broken pages: a clear page, in the language of the address."""

import pytest
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
