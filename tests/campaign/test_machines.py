"""What machines read: root, sitemap, robots, health, links between the languages."""

import pytest

from tests.factories import make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en-GB,en;q=0.8", "/en/"),
        ("fr-CH", "/fr/"),
        ("de,en;q=0.5,fr;q=0.3", "/en/"),
        ("", "/fr/"),
        ("hy", "/fr/"),
    ],
)
def test_the_bare_address_answers_by_the_browsers_language(client, asked, given):
    response = client.get("/", headers={"accept-language": asked})

    assert (response.status_code, response.url) == (302, given)
    assert "Accept-Language" in response["Vary"]


def test_each_page_names_itself_and_its_twin(client):
    make_prisoner(slug="ruben")

    page = client.get("/fr/prisonniers/ruben/?utm_source=x").text

    assert '<link rel="canonical" href="http://127.0.0.1:8000/fr/prisonniers/ruben/">' in page
    assert 'hreflang="en" href="http://127.0.0.1:8000/en/prisoners/ruben/"' in page
    assert 'hreflang="x-default" href="http://127.0.0.1:8000/fr/prisonniers/ruben/"' in page


def test_the_home_page_leaves_the_choice_of_language_to_the_bare_address(client):
    assert 'hreflang="x-default" href="http://127.0.0.1:8000/"' in client.get("/en/").text


def test_the_sitemap_tells_every_public_page_in_both_languages(client):
    make_prisoner(slug="ruben")
    make_sponsorship(sponsor=make_sponsor(slug="lyon"))

    sitemap = client.get("/sitemap.xml").text

    for path in [
        "/fr/prisonniers/ruben/",
        "/en/prisoners/ruben/",
        "/fr/parrains/lyon/",
        "/en/",
        "/fr/contexte/",
    ]:
        assert f"<loc>http://127.0.0.1:8000{path}</loc>" in sitemap


def test_robots_are_told_where_the_sitemap_is(client):
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in client.get("/robots.txt").text


def test_alive(client):
    assert client.get("/healthz").text == "ok\n"


def test_a_page_varies_with_its_address_alone(client):
    response = client.get("/fr/")

    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "address",
    ["/fr/", "/en/prisoners/", "/fr/nulle-part/", "/healthz", "/static/css/base.css", "/admin/login/"],
)
def test_every_answer_forbids_what_no_page_needs(client, address):
    response = client.get(address)

    assert "geolocation=()" in response["Permissions-Policy"]
    assert ("publickey-credentials-get=(self)" in response["Permissions-Policy"]) == address.startswith(
        "/admin"
    )
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_public_page_may_be_kept_for_a_minute_and_a_form_never(client):
    kept = client.get("/fr/")

    again = client.get("/fr/", headers={"if-none-match": kept["ETag"]})

    assert kept["Cache-Control"] == "public, max-age=60, stale-while-revalidate=30"
    assert again.status_code == 304
    for address in [
        "/fr/parrainer/?qualite=commune",
        "/fr/lien/",
        "/fr/confirmer/x/",
        "/fr/nulle-part/",
        "/admin/login/",
    ]:
        assert "no-store" in client.get(address)["Cache-Control"]


def test_every_page_carries_the_content_policy(client):
    for address in ["/fr/", "/fr/nulle-part/", "/admin/login/"]:
        policy = client.get(address)["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "'unsafe" not in policy
