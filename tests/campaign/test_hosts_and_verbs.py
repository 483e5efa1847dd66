"""Who answers where, and to which verbs: hostile requests meet a page in the right language, never a 500."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk_apart(settings):
    settings.ADMIN_HOST = "desk.example.org"
    settings.ALLOWED_HOSTS = ["example.org", "desk.example.org"]


@pytest.mark.parametrize(
    ("host", "path", "answers"),
    [
        ("desk.example.org", "/admin/login/", True),
        ("desk.example.org", "/fr/", False),
        ("example.org", "/admin/login/", False),
        ("example.org", "/admin/", False),
        ("example.org", "/fr/", True),
        ("desk.example.org", "/healthz", True),
    ],
)
def test_the_desk_with_a_host_of_its_own_answers_there_alone(desk_apart, host, path, answers):
    response = Client(headers={"host": host}).get(path)

    assert (response.status_code != 404) == answers
    assert not answers or response.status_code in (200, 302)


@pytest.mark.parametrize("verb", ["OPTIONS", "TRACE", "DELETE", "PUT", "PATCH", "BREW", "propfind"])
@pytest.mark.parametrize("path", ["/fr/", "/en/link/", "/admin/login/", "/healthz", "/nowhere"])
def test_other_verbs_are_refused_in_words(client, verb, path):
    response = client.generic(verb, path)

    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert ("This cannot be done here" in response.text) == path.startswith("/en/")
    assert response["Content-Security-Policy"]


def test_a_page_that_is_only_read_says_so(client):
    response = client.post("/en/", {"a": "b"})

    assert response.status_code == 405
    assert "This page can be read" in response.text
    assert "POST" not in response["Allow"]


def test_too_large_a_form_is_said_to_be_so(client):
    response = client.post("/en/link/", {"email": "x" * 2_000_000})

    assert response.status_code == 413
    assert "This is too much at once" in response.text


def test_a_request_without_a_host_is_refused_in_production(client, settings):
    settings.EMBEDDED = False

    assert client.get("/fr/").status_code == 400
    assert client.get("/fr/", headers={"host": "testserver"}).status_code == 200
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/fr/prisonniers/?q=%00",
        "/fr/prisonniers/?q=%ED%A0%80",
        "/fr/prisonniers/?tri=%00&categorie=%FF",
        "/fr/parrains/?page=99999999999999999999",
        "/en/certificate/%00/",
        "/en/my-sponsorship/%ED%A0%80/",
        "/fr/attestation/" + "9" * 5000 + "/",
        "/%",
        "/fr/../../etc/passwd",
        "/media/..%2f..%2fetc/passwd",
        "/share/%00",
        "/static/%00",
        "/admin/%00/",
    ],
)
def test_no_address_breaks_the_site(path):
    response = Client(raise_request_exception=False).get(path)

    assert response.status_code < 500


@pytest.mark.parametrize("host", ["a b", "évil", "example.org:x", "a" * 300, "[::1", "example.org\x00"])
def test_no_host_breaks_the_site(host):
    response = Client(raise_request_exception=False).get("/fr/", headers={"host": host})

    assert response.status_code == 400
    assert response["Content-Security-Policy"]
