"""A release found wrong after its letters had left: who was told is told again, once, in words of the desk."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign.kit.partial_dates import PartialDate
from campaign.models import Letter, Role
from prisoners import services as prisoners
from prisoners.models import Event
from sponsorships.letters import SLEEP_ON_IT
from tests.desk import choose, desk_of, press, told
from tests.factories import make_prisoner, make_source, make_sponsor, make_sponsorship, make_user

pytestmark = pytest.mark.django_db

WORDS = {"fr": "Il est toujours détenu.", "en": "He is still held."}


@pytest.fixture
def man(db):
    return make_prisoner(name_fr="Rouben V.", name_en="Ruben V.")


@pytest.fixture
def release(man, anna, hrant):
    """Confirmed by two NGOs long enough ago for its letters to leave."""
    at = timezone.now() - SLEEP_ON_IT - timedelta(minutes=1)
    event = Event(
        prisoner=man, kind="release", happened_on=PartialDate(2026), text_fr="Un fait.", text_en="A."
    )
    prisoners.record_event(event, sources=[make_source()], by=anna, now=at)
    prisoners.confirm_event(event, by=hrant, now=at)
    return event


def sponsor(man, email, language="fr"):
    before = timezone.now() - timedelta(days=400)
    town = make_sponsor()
    return make_sponsorship(prisoner=man, sponsor=town, email=email, language=language, decided_at=before)


def go_round(mailoutbox):
    """What leaves on the next round."""
    mailoutbox.clear()
    call_command("send_letters")
    return {mail.to[0]: mail for mail in mailoutbox}


def take_back(desk, event):
    return told(press(desk, f"/admin/prisoners/event/{event.pk}/change/", "_take_back"))


def test_where_nobody_was_written_to_nothing_is_offered(man, release, anna, mailoutbox):
    sponsor(man, "ada@example.org")
    desk = desk_of(anna)

    said = take_back(desk, release)

    assert "already been written to" not in said
    assert "_correct" not in desk.get(f"/admin/prisoners/event/{release.pk}/change/").text
    assert "nobody has to be corrected" in told(
        choose(desk, "prisoners_event", "correct", [release], sure="1")
    )
    assert go_round(mailoutbox) == {}


def test_exactly_those_who_were_told_are_told_again_each_in_his_language(man, release, anna, mailoutbox):
    sponsor(man, "ada@example.org")
    sponsor(man, "bob@example.org", language="en")
    go_round(mailoutbox)
    sponsor(man, "late@example.org")
    desk = desk_of(anna)

    said = take_back(desk, release)
    asked = press(desk, f"/admin/prisoners/event/{release.pk}/change/", "_correct")
    read = choose(desk, "prisoners_event", "correct", [release], seen="1", **WORDS)
    before = Letter.objects.filter(name="corrected").count()
    done = choose(desk, "prisoners_event", "correct", [release], sure="1", **WORDS)
    left = go_round(mailoutbox)

    assert "2 sponsors had already been written to." in said
    assert "2 sponsors were told what was not so." in asked.text
    assert "Nous vous avons écrit au sujet de Rouben V." in read.text
    assert "We wrote to you about Ruben V." in read.text
    assert before == 0
    assert "2 corrections leave by mail." in told(done)
    assert set(left) == {"ada@example.org", "bob@example.org"}
    assert WORDS["fr"] in left["ada@example.org"].body
    assert left["ada@example.org"].subject.startswith("Rectification")
    assert "/fr/mon-parrainage/" in left["ada@example.org"].body
    assert WORDS["en"] in left["bob@example.org"].body


def test_pressed_twice_it_leaves_once(man, release, anna, mailoutbox):
    sponsor(man, "ada@example.org")
    go_round(mailoutbox)
    desk = desk_of(anna)
    take_back(desk, release)
    for _ in range(2):
        choose(desk, "prisoners_event", "correct", [release], sure="1", **WORDS)

    first, second = go_round(mailoutbox), go_round(mailoutbox)

    assert (list(first), list(second)) == (["ada@example.org"], [])
    assert Letter.objects.filter(name="corrected").count() == 1


@pytest.mark.parametrize("language", ["fr", "en"])
def test_words_in_one_language_alone_send_nothing(man, release, anna, mailoutbox, language):
    sponsor(man, "ada@example.org", language=language)
    go_round(mailoutbox)
    desk = desk_of(anna)
    take_back(desk, release)

    page = choose(desk, "prisoners_event", "correct", [release], sure="1", **{language: "One"})

    assert "This field is required." in page.text
    assert go_round(mailoutbox) == {}


def test_what_was_confirmed_anew_is_not_corrected(man, release, anna, hrant, mailoutbox):
    sponsor(man, "ada@example.org")
    go_round(mailoutbox)
    desk = desk_of(anna)
    take_back(desk, release)
    prisoners.confirm_event(release, by=hrant, now=timezone.now())

    choose(desk, "prisoners_event", "correct", [release], sure="1", **WORDS)

    assert go_round(mailoutbox) == {}


def test_a_correction_can_still_be_written_after_the_event_was_refused(man, release, anna, hrant, mailoutbox):
    sponsor(man, "ada@example.org")
    go_round(mailoutbox)
    prisoners.take_back_confirmation(release)
    prisoners.refuse_event(release, by=hrant, word="Wrong.", now=timezone.now())

    page = press(desk_of(anna), f"/admin/prisoners/event/{release.pk}/change/", "_correct")

    assert "1 sponsor was told what was not so." in page.text


def test_a_reader_may_not(man, release, covcas, mailoutbox):
    sponsor(man, "ada@example.org")
    go_round(mailoutbox)
    prisoners.take_back_confirmation(release)
    reader = desk_of(make_user(ngo=covcas, role=Role.READER, is_superuser=False))

    choose(reader, "prisoners_event", "correct", [release], sure="1", **WORDS)
    reader.post(f"/admin/prisoners/event/{release.pk}/change/", {"_correct": "1"})

    assert "_correct" not in reader.get(f"/admin/prisoners/event/{release.pk}/change/").text
    assert go_round(mailoutbox) == {}
