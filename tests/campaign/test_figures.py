"""Figures are counted from the records, never typed, also inside the texts of staff."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from campaign.figures import figures, page_text
from campaign.models import KeyFigure, PageText
from campaign.models.pages import PLACEHOLDERS
from tests.factories import make_event, make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


def make_text(body_fr="Texte.", body_en="Text."):
    return PageText(page="home", title_fr="Accueil", title_en="Home", body_fr=body_fr, body_en=body_en)


def test_the_real_figures_are_those_of_the_campaign(real_data):
    told = figures()

    assert (told["named"], told["held"], told["freed"], told["unsponsored"]) == (23, 19, 4, 18)
    split = told["founding_prisoners_of_war"], told["founding_civilians"], told["founding_leaders"]
    assert split == (9, 6, 8)
    assert (told["life_terms"], told["shortest_term"], told["longest_term"]) == (5, 15, 20)
    assert str(told["as_of"]) == "2026-02-10"
    assert str(told["held_since"]) == "2020-10"
    assert told["sponsors"] == 13


def test_as_of_is_the_oldest_report_among_those_still_held():
    make_event(make_prisoner(captured="2023-09"), "reported_held", "2026-03-13")
    make_event(make_prisoner(captured="2023-09"), "reported_held", "2026-02-10")
    make_event(make_prisoner(captured="2023-09", one_of_the_23=False), "reported_held", "2024")
    make_prisoner(captured="2020", freed="2021")

    assert str(figures().as_of) == "2026-02-10"


def test_a_release_moves_every_figure(client):
    make_prisoner()
    man = make_prisoner()
    before = client.get("/en/").text

    make_event(man, "release", "2026-11-20")

    assert "2 Armenians of the 2 named here are held" in before
    assert "1 Armenian of the 2 named here is held" in client.get("/en/").text


def test_a_sponsor_of_two_men_is_one_sponsor():
    lyon = make_sponsor()
    make_sponsorship(prisoner=make_prisoner(), sponsor=lyon)
    make_sponsorship(prisoner=make_prisoner(), sponsor=lyon)

    assert figures().sponsors == 1


def test_an_empty_campaign_has_pages_too(client):
    for address in ["/fr/", "/en/campaign/", "/fr/prisonniers/", "/en/unsponsored/", "/fr/parrains/"]:
        assert client.get(address).status_code == 200


def test_every_placeholder_is_computed():
    assert set(PLACEHOLDERS) <= set(figures().in_words())


def test_a_text_speaks_with_the_figures_of_the_day():
    make_text("**{held}** hommes, voir [la campagne](page:campaign).").save()
    make_prisoner()

    assert (
        page_text("home").html
        == '<p><strong>1</strong> hommes, voir <a href="/fr/campagne/">la campagne</a>.</p>\n'
    )


def test_a_text_brings_no_html_of_its_own():
    make_text("<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://example.org/i.png)").save()

    html = page_text("home").html

    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<img" not in html


def test_an_unknown_word_in_braces_is_refused():
    with pytest.raises(ValidationError) as refusal:
        make_text("{prisonniers} hommes").full_clean()

    assert "prisonniers" in str(refusal.value)


def test_every_text_of_the_campaign_is_filled_in_both_languages(real_data):
    for language in ["fr", "en"]:
        with translation.override(language):
            for page in PageText.Page.values:
                text = page_text(page)
                assert text.title
                assert text.description
                assert "{" not in text.html


def test_a_figure_that_only_the_campaign_gives_says_so(client, real_data):
    page = client.get("/en/campaign/").text

    assert KeyFigure.objects.get(key="disappeared").value == 80
    assert "80" in page
