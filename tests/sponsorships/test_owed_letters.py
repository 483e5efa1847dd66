"""Letters that become owed by what happened to a man: once, late enough, and not if it was a mistake."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from campaign.kit.partial_dates import PartialDate
from campaign.models import Letter
from prisoners import services as prisoners
from prisoners.models import Event
from sponsorships import services
from sponsorships.letters import SLEEP_ON_IT
from tests.factories import make_event, make_prisoner, make_source, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db

LONG_BEFORE = timedelta(days=400)


@pytest.fixture
def record(anna, hrant):
    """Two NGOs record and confirm an event, so long ago."""

    def confirm(man, kind="release", *, ago=SLEEP_ON_IT + timedelta(minutes=1)):
        at = timezone.now() - ago
        event = Event(
            prisoner=man,
            kind=kind,
            happened_on=PartialDate.parse("2026-11-20"),
            text_fr="Un fait.",
            text_en="A fact.",
        )
        prisoners.record_event(event, sources=[make_source()], by=anna, now=at)
        prisoners.confirm_event(event, by=hrant, now=at)
        return event

    return confirm


def sponsor_of(man=None, **given):
    given = {"email": "ada@example.org", "decided_at": timezone.now() - LONG_BEFORE, "language": "fr"} | given
    return make_sponsorship(prisoner=man, **given)


def go_round():
    call_command("send_letters")


def test_his_sponsors_are_thanked_and_offered_another_man(record, mailoutbox, client):
    man = make_prisoner(name_fr="Ruben V.", name_en="Ruben V.", slug="ruben")
    make_prisoner(name_fr="Davit A.", slug="davit")
    sponsor_of(man)
    sponsor_of(man, email="", sponsor=make_sponsor())
    record(man)

    go_round()
    go_round()

    assert len(mailoutbox) == 1
    letter = mailoutbox[0]
    assert letter.subject == "Celui que vous parrainez est libre"
    assert "Ruben V. est libre (20 novembre 2026)." in letter.body
    assert "Davit A. attend des parrains" in letter.body
    token = letter.body.split("/mon-parrainage/")[1].split("/")[0]
    assert "votre parrainage est accompli" in client.get(f"/fr/mon-parrainage/{token}/").text


def test_nobody_is_told_before_it_was_slept_on(record, mailoutbox):
    man = make_prisoner()
    sponsor_of(man)
    record(man, ago=SLEEP_ON_IT - timedelta(minutes=1))

    go_round()
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        before = len(mailoutbox)
        go_round()

    assert (before, len(mailoutbox)) == (0, 1)


def test_the_initial_load_owes_nothing(mailoutbox):
    man = make_prisoner(freed="2026-01-14")
    sponsor_of(man)
    Event.objects.update(confirmed_at=timezone.now() - 2 * SLEEP_ON_IT)

    go_round()

    assert not mailoutbox


def test_who_became_a_sponsor_after_the_news_is_not_told_it(record, mailoutbox):
    man = make_prisoner()
    record(man)
    sponsor_of(man, decided_at=timezone.now())

    go_round()

    assert not mailoutbox


@pytest.mark.parametrize("state", ["pending", "declined", "withdrawn", "revoked", "unconfirmed"])
def test_only_a_sponsorship_in_force_is_told(record, mailoutbox, state):
    man = make_prisoner()
    given = {} if state not in ("pending", "unconfirmed") else {"decided_at": None}
    sponsor_of(man, state=state, **given)
    record(man)

    go_round()

    assert not mailoutbox


def test_a_death_is_told_by_a_person(record, mailoutbox):
    man = make_prisoner()
    sponsor_of(man)
    record(man, "death")

    go_round()

    assert not mailoutbox


def test_a_disappearance_is_told_as_news(record, mailoutbox):
    man = make_prisoner(name_fr="Ruben V.")
    sponsor_of(man)
    record(man, "disappearance")

    go_round()

    assert mailoutbox[0].subject == "Des nouvelles d’un prisonnier que vous parrainez"
    assert "On ne sait plus où se trouve Ruben V." in mailoutbox[0].body


def test_a_release_found_wrong_stops_what_has_not_left(record, mailoutbox, monkeypatch):
    man = make_prisoner()
    sponsor_of(man)
    event = record(man)
    with monkeypatch.context() as outage:
        outage.setattr(
            "django.core.mail.EmailMessage.send", lambda _mail: (_ for _ in ()).throw(OSError("no route"))
        )
        go_round()
    waiting = Letter.objects.filter(name="fulfilled").count()

    prisoners.take_back_confirmation(event)
    go_round()

    assert waiting == 1
    assert not Letter.objects.exists()
    assert not mailoutbox


def test_a_release_confirmed_anew_is_told_then(record, hrant, mailoutbox):
    man = make_prisoner()
    sponsor_of(man)
    event = record(man, ago=timedelta(hours=1))
    prisoners.take_back_confirmation(event)
    prisoners.confirm_event(event, by=hrant, now=timezone.now() - SLEEP_ON_IT)

    go_round()
    go_round()

    assert len(mailoutbox) == 1


def test_of_the_group_each_is_told_and_the_last_fulfils_it(record, mailoutbox):
    first, last = make_prisoner(name_fr="Premier P."), make_prisoner(name_fr="Dernier D.")
    sponsor_of()
    record(first)
    go_round()
    record(last)
    go_round()

    assert [mail.subject for mail in mailoutbox] == [
        "Des nouvelles d’un prisonnier que vous parrainez",
        "Celui que vous parrainez est libre",
    ]
    assert "Avec lui, les\u00a023 sont tous libres." in mailoutbox[1].body


def test_who_has_left_meanwhile_gets_nothing(record, mailoutbox):
    man = make_prisoner()
    sponsorship = sponsor_of(man)
    record(man)
    services.withdraw(sponsorship, now=timezone.now())

    go_round()

    assert [mail.subject for mail in mailoutbox] == ["Votre parrainage a pris fin"]


def test_an_event_of_which_nobody_is_told_costs_one_query(django_assert_max_num_queries):
    man = make_prisoner()
    sponsor_of(man)
    make_event(man, "visit", "2026-11-01")

    with django_assert_max_num_queries(8):
        go_round()
