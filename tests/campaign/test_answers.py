"""Whatever is answered, page, file or refusal: the headers that keep readers safe, and nothing kept of them."""

import re
from http import HTTPStatus

import pytest
from django.test import Client, RequestFactory

from campaign import errors
from campaign.models import Switches
from tests.factories import make_prisoner, make_sponsorship

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
BROKEN = [
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
]


SAFE = {"secure": True}
ANSWERS = {
    200: lambda client: client.get("/fr/", **SAFE),
    302: lambda client: client.get("/", **SAFE),
    400: lambda client: client.get("/fr/", headers={"host": "evil.example:x"}, **SAFE),
    403: lambda _client: Client(enforce_csrf_checks=True).post("/fr/lien/", {"email": "a"}, **SAFE),
    404: lambda client: client.get("/fr/nulle-part/", **SAFE),
    405: lambda client: client.delete("/fr/", **SAFE),
    410: lambda client: client.get("/fr/mon-parrainage/x/", **SAFE),
    413: lambda client: client.post("/en/link/", {"email": "x" * 2_000_000}, **SAFE),
    503: lambda client: client.get("/fr/parrainer/?qualite=commune", **SAFE),
}


@pytest.fixture
def safe_only(db, settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600


@pytest.mark.parametrize("status", ANSWERS)
def test_every_answer_bears_every_header_of_safety(client, safe_only, status):
    Switches.objects.create(pk=1, form_closed=True)

    answer = ANSWERS[status](client)

    assert answer.status_code == status
    look_at_headers(answer)


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/robots.txt", "/sitemap.xml", "/admin/login/", "/static/css/base.css", "/en/certificate/X/",
     "/fr/parrainer/?qualite=commune", "/.well-known/security.txt"],
)  # fmt: skip
def test_so_does_what_machines_and_staff_ask_for(client, safe_only, path):
    look_at_headers(client.get(path, **SAFE))


def look_at_headers(answer):
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("status", BROKEN, ids=lambda status: status.value)
@pytest.mark.parametrize(("path", "language", "home"), [("/fr/x/", "fr", "/fr/"), ("/en/x/", "en", "/en/")])
def test_an_error_is_told_in_the_language_of_the_address_without_a_database(status, path, language, home):
    answer = errors.page(RequestFactory().get(path), status)  # pytest lets no query through here

    assert answer.status_code == status
    assert f'<html lang="{language}">' in answer.text
    assert f'href="{home}"' in answer.text
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_no_public_page_sets_a_cookie_and_a_form_its_own_alone(client):
    make_sponsorship(prisoner=make_prisoner())
    paths = re.findall(r"<loc>http://127.0.0.1:8000(.*?)</loc>", client.get("/sitemap.xml").text)

    for path in paths:
        answer = Client().get(path, headers={"cookie": "sessionid=" + "f" * 32 + "; theme=dark"})
        assert set(answer.cookies) <= ({"csrftoken"} if "csrfmiddlewaretoken" in answer.text else set()), path
        assert answer.cookies or "Cookie" not in answer.get("Vary", ""), path
    assert len(paths) > 20


@pytest.mark.django_db
def test_no_page_repeats_the_host_of_a_request(client, settings):
    settings.ALLOWED_HOSTS = ["*"]

    for path in ["/fr/", "/fr/prisonniers/", "/sitemap.xml", "/robots.txt", "/fr/lien/"]:
        page = client.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"}).text
        assert "evil.example" not in page, path
