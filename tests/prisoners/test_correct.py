"""A relative, or anybody named, reaches somebody who can hide a page; nothing of it leaks."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaign.models import Letter, Role
from prisoners import services
from prisoners.models import Correction
from tests.desk import address, choose, desk_of
from tests.factories import LONG_AGO, make_ngo, make_prisoner, make_user

pytestmark = pytest.mark.django_db

WORDS = "Sa mère demande que le nom de son village ne paraisse plus."
ASKED = {"wish": "hide", "words": WORDS, "email": "Sister@Example.org", "ticket": "t-1"}


@pytest.fixture
def ask(client):
    def post(**changes):
        return client.post("/fr/rectifier/", ASKED | changes)

    return post


def make_correction(**given):
    defaults = {
        "wish": "hide",
        "words": WORDS,
        "email": "sister@example.org",
        "ticket": "t",
        "language": "fr",
    }
    return Correction.objects.create(**defaults | {"received_at": timezone.now()} | given)


@pytest.mark.parametrize(
    ("profile", "form"),
    [
        ("/fr/prisonniers/ruben/", "/fr/rectifier/?prisonnier=ruben"),
        ("/en/prisoners/ruben/", "/en/correct/?prisoner=ruben"),
    ],
)
def test_each_mans_page_leads_to_the_form_with_his_name_chosen(client, profile, form):
    make_prisoner(slug="ruben")

    assert f'href="{form}"' in client.get(profile).text
    assert '<option value="ruben" selected>' in client.get(form).text


def test_every_page_leads_there_and_says_who_else_can_be_written_to(client, covcas):
    covcas.email = "contact@example.org"
    covcas.save()

    assert 'href="/fr/rectifier/"' in client.get("/fr/contexte/").text
    assert "mailto:contact@example.org" in client.get("/fr/rectifier/").text


def test_what_is_asked_waits_at_the_desk_and_a_page_says_so(ask, client):
    man = make_prisoner(slug="ruben")

    response = ask(man="ruben")

    correction = Correction.objects.get()
    assert (response.status_code, response.url) == (302, "/fr/rectifier/merci/")
    assert (correction.prisoner, correction.wish, correction.words) == (man, "hide", WORDS)
    assert correction.email == "sister@example.org"
    assert WORDS not in client.get(response.url).text


def test_neither_name_nor_address_nor_man_is_needed(ask):
    assert ask(email="").status_code == 302

    assert Correction.objects.get().email == ""


def test_pressing_twice_is_asking_once(ask):
    ask()
    ask()

    assert Correction.objects.count() == 1


def test_what_a_robot_fills_in_is_answered_alike_and_kept_nowhere(ask):
    assert ask(fax="1").url == "/fr/rectifier/merci/"

    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"wish": "x"},
        {"words": ""},
        {"words": "\u200b\u202e"},
        {"words": "a\x00b"},
        {"ticket": "a\x00b"},
        {"words": "x" * 5_001},
        {"email": "not an address"},
        {"man": "unknown"},
    ],
)
def test_what_cannot_be_read_is_shown_again_with_what_was_typed(ask, wrong):
    response = ask(**wrong)

    assert response.status_code == 200
    assert 'role="alert"' in response.text
    assert ("sister@example.org" in response.text.lower()) == ("email" not in wrong)
    assert not Correction.objects.exists()


def test_a_man_who_is_not_published_cannot_be_told_from_one_who_does_not_exist(client, ask):
    make_prisoner(slug="hidden", published=False)

    assert 'value="hidden"' not in client.get("/fr/rectifier/?prisonnier=hidden").text
    assert ask(man="hidden").status_code == 200


def test_the_ngos_are_told_without_a_word_of_the_stranger(ask, mailoutbox):
    make_ngo(slug="covcas", email="desk@example.org")
    make_ngo(slug="silent")

    for n in range(3):
        ask(ticket=f"t-{n}")
    call_command("send_letters")

    [letter] = mailoutbox  # once an hour, whatever the number of requests
    whole = letter.message().as_string() + letter.body
    assert letter.to == ["desk@example.org"]
    assert WORDS not in whole
    assert "ister@" not in whole


def test_words_that_could_not_be_stored_are_cleaned_first(ask):
    ask(words="le  nom \u202e\u200bfaux")

    assert Correction.objects.get().words == "le nom faux"


def test_staff_read_it_and_mark_it_as_dealt_with_but_cannot_rewrite_it(anna):
    correction = make_correction()
    desk = desk_of(anna)

    page = desk.get(address("prisoners_correction", "change", correction.pk)).text
    choose(desk, "prisoners_correction", "deal_with", [correction])

    assert WORDS in page
    assert 'name="words"' not in page
    correction.refresh_from_db()
    assert correction.dealt_with_by == anna
    assert not Correction.objects.waiting().exists()


def test_who_may_not_change_records_may_not_close_a_request(covcas):
    correction = make_correction()
    reader = make_user("reader", ngo=covcas, role=Role.READER)

    choose(desk_of(reader), "prisoners_correction", "deal_with", [correction])

    assert Correction.objects.waiting().exists()


def test_what_may_put_somebody_in_danger_is_read_first(anna):
    old = make_correction(ticket="old", wish="correct", received_at=LONG_AGO)
    urgent = make_correction(ticket="urgent", wish="hide")

    assert list(Correction.objects.waiting()) == [urgent, old]


def test_closing_it_again_does_not_keep_it_longer(anna, hrant):
    correction = make_correction(received_at=LONG_AGO)
    services.deal_with_correction(correction, by=anna, now=LONG_AGO)

    services.deal_with_correction(correction, by=hrant, now=LONG_AGO + timedelta(days=9))

    correction.refresh_from_db()
    assert (correction.dealt_with_at, correction.dealt_with_by) == (LONG_AGO, anna)


@pytest.mark.parametrize(
    ("received", "dealt_with", "kept"),
    [(182, None, True), (184, None, False), (60, 29, True), (60, 31, False)],
)
def test_it_is_kept_for_its_time_and_no_longer(received, dealt_with, kept):
    now = timezone.now()
    make_correction(
        received_at=now - timedelta(days=received),
        dealt_with_at=now - timedelta(days=dealt_with) if dealt_with else None,
    )

    call_command("forget", verbosity=0)

    assert Correction.objects.exists() == kept


def test_nothing_of_it_is_public(ask, client):
    make_prisoner(slug="ruben")
    ask(man="ruben")

    for page in ["/fr/", "/fr/prisonniers/ruben/", "/fr/rectifier/", "/sitemap.xml"]:
        assert WORDS not in client.get(page).text
    assert not [letter for letter in Letter.objects.all() if "village" in str(letter.context)]


def test_whoever_steals_the_database_reads_neither_words_nor_address(ask):
    ask()

    with connection.cursor() as cursor:
        cursor.execute("SELECT words, email FROM prisoners_correction")
        [row] = cursor.fetchall()
    assert WORDS not in row[0]
    assert "example.org" not in row[1]
    assert Correction.objects.get().words == WORDS
