"""Every public page answers, in both languages, whatever the address holds."""

import pytest
from django.urls import reverse
from django.utils import translation

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
    assert not response.cookies or name == "sponsorships:link"
