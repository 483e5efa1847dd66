"""One man's page says what the record holds, with its sources and dates, and nothing else."""

import re

import pytest
import time_machine
from django.utils import timezone

from prisoners import services
from prisoners.models import FormerSlug
from tests.factories import make_event, make_prisoner, make_source, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db
NBSP = "\u202f"


@time_machine.travel("2026-11-23 12:00 +0000")
@pytest.mark.parametrize(
    ("captured", "freed", "words"),
    [
        ("2026-11-13", "", "détenu depuis 10 jours"),
        ("2026-11-22", "", "détenu depuis 1 jour"),
        ("2023", "", f"détenu depuis au moins 1{NBSP}058 jours"),
        ("2020-10", "", f"détenu depuis au moins 2{NBSP}214 jours"),
        ("2023-07-29", "2026-01-14", "900 jours de captivité"),
        ("2020-12", "2023-12-13", f"au moins 1{NBSP}077 jours de captivité"),
    ],
)
def test_days_are_counted_from_the_last_day_that_the_date_allows(client, captured, freed, words):
    make_prisoner(slug="ruben", captured=captured, freed=freed)

    assert words in client.get("/fr/prisonniers/").text


@time_machine.travel("2026-11-23 12:00 +0000")
def test_an_age_is_said_only_where_the_day_of_birth_is_known(client):
    make_prisoner(slug="exact", born_on="1968-11-24")
    make_prisoner(slug="vague", born_on="1969")

    assert "57 years old" in client.get("/en/prisoners/exact/").text
    assert "years old" not in client.get("/en/prisoners/vague/").text


def test_azerbaijani_official_media_are_named_and_never_linked(client):
    man = make_prisoner(slug="ruben")
    event = make_event(man, "trial", "2026-02-05")
    source = make_source(
        kind="az_media", url="https://news.example.az/1", publisher="News.az", published_on="2026-02-05"
    )
    event.sources.add(source)
    man.sources.add(source)

    for address in ["/fr/prisonniers/ruben/", "/en/prisoners/ruben/"]:
        page = client.get(address).text
        assert "example.az" not in page
        assert "News.az" not in page
    assert "Azerbaijani official media, 5 February 2026" in page


def test_an_event_of_no_kind_says_none(client):
    man = make_prisoner(slug="ruben")
    make_event(man, "trial", "2026-02-05")
    make_event(man, "other", "2022-11")

    kinds = re.findall(r'class="kind">([^<]*)<', client.get("/en/prisoners/ruben/").text)

    assert "trial" in kinds
    assert "other" not in kinds


def test_a_source_is_linked_with_its_publisher_and_date(client):
    man = make_prisoner(slug="ruben")
    man.sources.add(
        make_source(url="https://example.org/page", publisher="Le Journal", published_on="2026-02")
    )

    assert (
        '<a href="https://example.org/page" rel="external noopener">Le Journal, février 2026</a>'
        in client.get("/fr/prisonniers/ruben/").text
    )


def test_the_last_list_holds_the_sources_of_his_record_and_of_each_event_once(client):
    man = make_prisoner(slug="ruben")
    shared, of_event = (make_source(url=f"https://example.org/{name}") for name in ["shared", "event"])
    man.sources.add(shared)
    make_event(man, "capture", "2023-09-27").sources.set([shared, of_event])

    last = client.get("/fr/prisonniers/ruben/").text.rpartition("Sources de cette page")[2]

    assert last.count('href="https://example.org/shared"') == 1
    assert last.count('href="https://example.org/event"') == 1


def test_what_waits_for_another_ngo_is_not_shown(client, anna):
    man = make_prisoner(slug="ruben")
    make_event(
        man,
        "release",
        "2026-11-20",
        text_fr="Libéré à la frontière.",
        confirmed_at=None,
        from_initial_load=False,
    )

    page = client.get("/fr/prisonniers/ruben/").text

    assert "Libéré à la frontière" not in page
    assert "détenu" in page


def test_the_day_of_an_ngos_check_is_shown_with_the_ngo(client, anna):
    man = make_prisoner(slug="ruben")
    before = client.get("/fr/prisonniers/ruben/").text

    services.mark_as_checked(man, by=anna, now=timezone.now())

    assert "Pas encore vérifié" in before
    assert anna.ngo.name in client.get("/fr/prisonniers/ruben/").text


def test_an_old_address_leads_to_the_man(client):
    man = make_prisoner(slug="ruben-vardanyan")
    FormerSlug.objects.create(slug="rouben", prisoner=man)

    response = client.get("/fr/prisonniers/rouben/")

    assert (response.status_code, response.url) == (301, "/fr/prisonniers/ruben-vardanyan/")


def test_an_old_address_of_an_unpublished_man_leads_nowhere(client):
    FormerSlug.objects.create(slug="rouben", prisoner=make_prisoner(published=False))

    assert client.get("/fr/prisonniers/rouben/").status_code == 404


def test_the_sponsor_of_the_group_is_not_his_own(client):
    make_prisoner(slug="ruben")
    make_sponsorship(sponsor=make_sponsor(name="Ville de Bandol"))

    page = client.get("/fr/prisonniers/ruben/").text

    assert "Personne ne le parraine encore." in page
    assert "L’ensemble des\u00a023 est parrainé par" in page


def test_french_punctuation_never_stands_alone_on_a_line(client):
    man = make_prisoner(slug="ruben")
    make_event(man, "trial", "2026-02-05", text_fr="Procès : « 2 548 faits » ; verdict !")

    page = client.get("/fr/prisonniers/ruben/").text

    assert f"Procès{NBSP}: «{NBSP}2{NBSP}548 faits{NBSP}»{NBSP}; verdict{NBSP}!" in page


def test_the_page_is_shared_by_plain_links_that_carry_no_tracker(client):
    make_prisoner(slug="ruben", name_en="Ruben Vardanyan")

    page = client.get("/en/prisoners/ruben/").text

    address = "http%3A%2F%2F127.0.0.1%3A8000%2Fen%2Fprisoners%2Fruben%2F"
    assert f"https://wa.me/?text=Ruben%20Vardanyan%20%23FreeArmenianPOWs%20{address}" in page
    assert "utm_" not in page
    assert "<button" in page
    assert page.count("<script") == 1


def test_notes_of_staff_and_spellings_for_search_are_not_printed(client):
    make_prisoner(slug="ruben", staff_notes="secret-note", other_spellings="Rouben Wardanian")

    page = client.get("/en/prisoners/ruben/").text

    assert "secret-note" not in page
    assert "Wardanian" not in page
