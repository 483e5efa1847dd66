"""Every public page answers, in both languages, whatever the address holds."""

import re
from http import HTTPStatus

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from campaign import errors
from tests.factories import make_prisoner, make_sponsorship

pytestmark = pytest.mark.django_db

PAGES = [
    "campaign:home",
    "campaign:campaign",
    "campaign:context",
    "campaign:about",
    "campaign:legal",
    "campaign:privacy",
    "campaign:accessibility",
    "prisoners:prisoners",
    "prisoners:correct",
    "prisoners:corrected",
    "prisoners:unsponsored",
    "sponsorships:sponsors",
    "sponsorships:sign_up",
    "sponsorships:thanks",
    "sponsorships:link",
]
LANGUAGES = ["fr", "en"]


def address(name, language, **given):
    with translation.override(language):
        return reverse(name, **given)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_answers_with_one_title_in_the_language_of_its_address(client, name, language):
    make_sponsorship(prisoner=make_prisoner())

    response = client.get(address(name, language))

    assert response.status_code == 200
    page = response.text
    assert page.count("<h1") == 1
    assert f'<html lang="{language}">' in page
    assert not response.cookies or name in ("prisoners:correct", "sponsorships:link")


@pytest.mark.parametrize("name", PAGES)
def test_before_anything_is_written_every_page_has_a_title_and_a_heading(client, name):
    page = client.get(address(name, "fr")).text

    assert re.search(r"<title>\s*\w[^<]* – Libertas</title>", page)
    assert re.search(r"<h1[^>]*>\s*\w", page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mirrors_are_named_on_every_page_and_where_the_application_does_not_answer(
    client, settings, language
):
    settings.MIRRORS = ["https://mirror.example", "https://other.example"]
    page = client.get(f"/{language}/").text
    waiting = errors.page(RequestFactory().get(f"/{language}/x/"), HTTPStatus.SERVICE_UNAVAILABLE).text

    for text in (page, waiting):
        assert f'<a href="https://mirror.example/{language}/">https://mirror.example</a>' in text
        assert "https://other.example" in text
    settings.MIRRORS = []
    assert "mirror.example" not in client.get(f"/{language}/").text


@pytest.mark.django_db
def test_before_any_name_is_published_no_page_counts_to_nought(client):
    for address in ["/fr/", "/fr/prisonniers/", "/fr/sans-parrain/"]:
        assert not re.search(
            r"\b0 (Arm|des|homme|détenu)|sur les 0", client.get(address).text, re.IGNORECASE
        ), address
