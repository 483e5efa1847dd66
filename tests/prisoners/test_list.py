"""A visitor looks for a man, or for men of a kind."""

import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories import make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(client):
    """The slugs that the list shows for an address, in their order."""

    def get(address):
        response = client.get(address)
        assert response.status_code == 200
        return [card.man.slug for card in response.context["cards"]]

    return get


@pytest.fixture
def men():
    """One man of each sort."""
    make_prisoner(slug="anna-soldier", category="prisoner_of_war", captured="2023", sentence_years=15)
    sponsored = make_prisoner(slug="boris-civilian", captured="2020-10", sentence_years=20)
    make_prisoner(slug="cyril-leader", category="artsakh_leader", captured="2023-09-27", sentence_life=True)
    make_prisoner(
        slug="david-freed", captured="2020-12", freed="2023-12-13", one_of_the_23=False, sentence_years=6
    )
    make_sponsorship(prisoner=sponsored)


@pytest.mark.parametrize(
    ("french", "english", "slugs"),
    [
        ("", "", ["anna-soldier", "boris-civilian", "cyril-leader", "david-freed"]),
        ("?categorie=dirigeant", "?category=leader", ["cyril-leader"]),
        ("?statut=libere", "?status=freed", ["david-freed"]),
        ("?statut=detenu", "?status=held", ["anna-soldier", "boris-civilian", "cyril-leader"]),
        ("?parrainage=sans", "?sponsor=none", ["anna-soldier", "cyril-leader", "david-freed"]),
        ("?parrainage=avec", "?sponsor=some", ["boris-civilian"]),
        ("?groupe=23", "?group=23", ["anna-soldier", "boris-civilian", "cyril-leader"]),
        ("?groupe=23&categorie=civil", "?group=23&category=civilian", ["boris-civilian"]),
        (
            "?statut=detenu&tri=duree",
            "?status=held&sort=days",
            ["boris-civilian", "cyril-leader", "anna-soldier"],
        ),
        ("?tri=peine", "?sort=sentence", ["cyril-leader", "boris-civilian", "anna-soldier", "david-freed"]),
    ],
)
def test_filters_and_order_stand_in_the_address_in_both_languages(men, shown, french, english, slugs):
    assert shown(f"/fr/prisonniers/{french}") == slugs
    assert shown(f"/en/prisoners/{english}") == slugs


def test_the_longest_held_come_first(shown):
    make_prisoner(slug="short", captured="2023")
    make_prisoner(slug="long", captured="2020-10")
    make_prisoner(slug="freed", captured="2023-01-01", freed="2023-02-01")

    assert shown("/fr/prisonniers/?tri=duree") == ["long", "short", "freed"]


def test_the_language_switch_keeps_the_choice(client, men):
    page = client.get("/fr/prisonniers/?categorie=dirigeant&q=Cyril").text

    assert "/en/prisoners/?q=Cyril&amp;category=leader" in page


def test_a_word_that_no_filter_knows_is_said_and_left_aside(client, shown, men):
    response = client.get("/fr/prisonniers/?statut=perdu")

    assert "perdu" in response.text
    assert len(shown("/fr/prisonniers/?statut=perdu")) == 4


def test_an_unpublished_man_is_nowhere(client, shown):
    make_prisoner(slug="hidden-man", name_fr="Caché Caché", published=False)

    assert shown("/fr/prisonniers/") == []
    assert shown("/fr/prisonniers/?q=cache") == []
    assert client.get("/fr/prisonniers/hidden-man/").status_code == 404
    for address in ["/fr/", "/fr/sans-parrain/", "/sitemap.xml", "/fr/parrainer/?qualite=commune"]:
        assert "hidden-man" not in client.get(address).text


def test_nobody_found_is_said_kindly(client, men):
    page = client.get("/en/prisoners/?q=xyzzy").text

    assert "Nobody here bears a name like “xyzzy”" in page


def test_a_man_without_sponsor_leads_to_the_form(client):
    make_prisoner(slug="ruben")

    page = client.get("/fr/prisonniers/").text

    assert "/fr/parrainer/?prisonnier=ruben" in page


def test_who_has_no_sponsor_counts_only_men_held_without_one_of_their_own(client):
    make_prisoner(slug="alone-short", captured="2024")
    make_prisoner(slug="alone-long", captured="2020")
    make_prisoner(slug="freed", freed="2024-01-01")
    make_sponsorship(prisoner=make_prisoner(slug="sponsored"))
    person = make_sponsor(kind="individual", name="")
    make_sponsorship(
        prisoner=make_prisoner(slug="by-a-person"), sponsor=person, published=False, name_consented=False
    )
    make_sponsorship()  # of the whole group: nobody's own
    make_sponsorship(prisoner=make_prisoner(slug="asked"), state="pending")

    page = client.get("/fr/sans-parrain/").context["page"]

    assert [man.slug for man in page] == ["alone-long", "asked", "alone-short"]


@pytest.mark.parametrize("page", ["0", "-1", "9999", "x", "1e3", "%00", "٣"])
def test_a_wrong_page_number_shows_a_page(client, men, page):
    assert client.get(f"/fr/prisonniers/?page={page}").status_code == 200
    assert client.get(f"/fr/sans-parrain/?page={page}").status_code == 200
    assert client.get(f"/fr/parrains/?page={page}").status_code == 200


@pytest.mark.parametrize(
    "query", ["%00", "%ED%A0%80", "a" * 3000, "%E2%80%AE", "'; DROP TABLE", "%", "🙂", "<script>"]
)
def test_any_search_is_answered(client, men, query):
    response = client.get(f"/fr/prisonniers/?q={query}&categorie={query}&statut={query}")

    assert response.status_code == 200
    assert "<script>" not in response.text


def test_a_thousand_men_come_in_pages(client, django_assert_max_num_queries):
    for n in range(70):
        make_prisoner(slug=f"man-{n:03}", name_fr=f"Homme {n:03}")

    with django_assert_max_num_queries(
        9
    ):  # one for all the persons not named, kept for the pages that follow
        first = client.get("/fr/prisonniers/")
    second = client.get("/fr/prisonniers/?page=2")

    assert 'rel="next"' in first.text
    assert next(card.man.slug for card in second.context["cards"]) == "man-060"


def test_the_words_of_an_address_are_those_of_the_contract():
    with translation.override("fr"):
        french = (
            reverse("prisoners:prisoners"),
            reverse("prisoners:unsponsored"),
            reverse("sponsorships:sign_up"),
        )
    with translation.override("en"):
        english = (
            reverse("prisoners:prisoners"),
            reverse("prisoners:unsponsored"),
            reverse("sponsorships:sign_up"),
        )

    assert french == ("/fr/prisonniers/", "/fr/sans-parrain/", "/fr/parrainer/")
    assert english == ("/en/prisoners/", "/en/unsponsored/", "/en/sponsor/")


def test_those_without_a_sponsor_may_fill_more_than_one_page(client, monkeypatch):
    monkeypatch.setattr("prisoners.views.PAGE_SIZE", 1)
    make_prisoner(slug="a", name_fr="Anahit", captured="2023-09-27")
    make_prisoner(slug="b", name_fr="Boris", captured="2024-09-27")

    assert "Anahit" in client.get("/fr/sans-parrain/").text
    assert "Boris" in client.get("/fr/sans-parrain/?page=2").text
