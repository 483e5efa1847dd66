"""Whatever changes what the public sees moves the revision, whoever does it and by which door."""

import threading
from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from campaign import revision
from campaign.admin.desk import DeskAdmin
from campaign.models import (
    Access,
    Behind,
    CampaignPicture,
    KeyFigure,
    Letter,
    Ngo,
    PageText,
    Revision,
    Source,
    Switches,
    TimelineEntry,
    User,
)
from prisoners import services as prisoner_services
from prisoners.models import Correction, Event, Portrait, Prisoner
from sponsorships import services as sponsorship_services
from sponsorships.models import Act, Sponsor, Sponsorship
from tests.desk import desk_of, press
from tests.factories import (
    LONG_AGO,
    make_act,
    make_campaign_picture,
    make_event,
    make_ngo,
    make_portrait,
    make_prisoner,
    make_source,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

# A registered model stands in one of the two: the public sees it, and here is how to make one; or not.
NOT_PUBLIC = {Access, Behind, Correction, Letter, User}
PUBLIC = {
    Act: make_act,
    CampaignPicture: lambda: make_campaign_picture(confirmed=False),
    Event: lambda: make_event(make_prisoner()),
    KeyFigure: lambda: KeyFigure.objects.get(key="disappeared"),
    Ngo: make_ngo,
    PageText: lambda: PageText.objects.get(page="home"),
    Portrait: lambda: make_portrait(make_prisoner(), confirmed=False),
    Prisoner: make_prisoner,
    Source: make_source,
    Sponsor: make_sponsor,
    Sponsorship: lambda: make_sponsorship(prisoner=make_prisoner()),
    Switches: lambda: Switches.objects.create(pk=1),  # whether the form is open
    TimelineEntry: TimelineEntry.objects.first,
}
REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label)


def test_the_first_change_and_each_after_it_count():
    assert revision.current() == 0

    revision.moved()
    revision.moved()

    assert revision.current() == 2
    assert Revision.objects.count() == 1


def test_a_change_undone_leaves_the_revision_where_it_was():
    revision.moved()

    with transaction.atomic():
        revision.moved()
        transaction.set_rollback(True)

    assert revision.current() == 1


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_a_desk_that_saves_what_the_public_sees_moves_the_revision(model, real_data):
    if model in NOT_PUBLIC:
        assert not isinstance(admin.site._registry[model], DeskAdmin)
        return
    row = PUBLIC[model]()
    desk = desk_of(make_user(ngo=row if model is Ngo else make_ngo()))
    before = revision.current()

    page = press(desk, reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[row.pk]))

    assert page.status_code == 302
    assert revision.current() > before


def test_deleting_at_the_desk_moves_it_too():
    man = make_prisoner(captured="", published=False)
    before = revision.current()

    desk_of(make_user()).post(reverse("admin:prisoners_prisoner_delete", args=[man.pk]), {"post": "yes"})

    assert not Prisoner.objects.exists()
    assert revision.current() > before


def public_changes():
    """Every service that changes what the public sees, ready to be called."""
    ngo, other = make_ngo(), make_ngo()
    by, another = make_user(ngo=ngo), make_user(ngo=other)
    man = make_prisoner()
    seen = make_event(man, "visit")
    freed = make_event(
        man, "release", "2026-05-01", confirmed_at=None, recorded_ngo=ngo, from_initial_load=False
    )
    new = Event(prisoner=man, kind="visit", happened_on="2026-02-01", text_fr="x", text_en="x")
    people, promises = prisoner_services, sponsorship_services
    waiting = make_sponsorship(prisoner=man, state="pending")
    shown, ended, erased = (make_sponsorship(prisoner=man, reason="x") for _ in range(3))
    return {
        "record": lambda: people.record_event(new, sources=[make_source()], by=by, now=NOW),
        "change": lambda: people.change_event(seen, sources=[make_source()], by=by, now=NOW),
        "confirm": lambda: people.confirm_event(freed, by=another, now=NOW),
        "take back": lambda: people.take_back_confirmation(freed),
        "remove": lambda: people.remove_event(seen),
        "check": lambda: people.mark_as_checked(man, by=by, now=NOW),
        "move": lambda: people.keep_former_address(man, slug="former"),
        "publish": lambda: promises.publish(waiting, by=by, now=NOW),
        "unpublish": lambda: promises.unpublish(shown),
        "revoke": lambda: promises.revoke(ended, by=by, now=NOW),
        "forget": lambda: promises.forget(erased),
    }


def test_every_service_that_changes_what_the_public_sees_moves_it():
    still = []
    for name, change in public_changes().items():
        before = revision.current()
        change()
        if revision.current() == before:
            still.append(name)

    assert still == []


def test_a_load_of_the_records_moves_it(settings):
    call_command("load_campaign", str(settings.DATA), verbosity=0)

    assert revision.current() > 0


def test_a_request_that_nobody_has_read_moves_nothing(client):
    make_sponsorship(state="unconfirmed", requested_at=LONG_AGO)

    client.get("/fr/")

    assert revision.current() == 0


def test_a_process_asks_the_database_once_a_second():
    asked = []
    watch = revision.Watch(ask=lambda: asked.append(1) or len(asked))

    seen = [watch.state(at=moment)[0] for moment in (0.0, 0.2, 0.9, 1.0, 1.5, 2.5)]

    assert seen == [1, 1, 1, 2, 2, 3]


def test_what_a_process_changes_itself_it_sees_at_once():
    watch = revision.Watch(ask=iter([7, 8]).__next__)
    watch.state(at=0.0)

    watch.forget()

    assert watch.state(at=0.1)[0] == 8


def test_a_change_made_while_the_process_was_asking_is_asked_for_again():
    def ask():
        if not asked:
            watch.forget()
        asked.append(1)
        return len(asked)

    asked = []
    watch = revision.Watch(ask=ask)

    assert [watch.state(at=0.0)[0], watch.state(at=0.0)[0]] == [1, 2]


def test_while_the_database_is_away_what_was_known_goes_on():
    def away():
        raise OperationalError("no server")

    watch = revision.Watch(ask=lambda: 7)
    known = watch.state(at=0.0)
    watch.ask = away

    assert watch.state(at=5.0) == known
    watch.ask = lambda: 8
    assert watch.state(at=6.5) == known  # whoever asks waits long: not for every reader
    assert watch.state(at=8.5)[0] == 8
    assert revision.Watch(ask=away).state(at=0.0) is None


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_are_two_steps():
    def change():
        revision.moved()
        connection.close()

    revision.moved()
    threads = [threading.Thread(target=change) for _ in range(2)]
    with transaction.atomic():
        revision.moved()
        for thread in threads:
            thread.start()
        threads[0].join(0.2)
        assert threads[0].is_alive()  # waits for us
    for thread in threads:
        thread.join(5)

    assert revision.current() == 4


@pytest.fixture
def counting(settings, monkeypatch):
    """A figure, and how often it was counted."""
    settings.PAGES_IN_MEMORY = 1
    moment = [0.0]
    monkeypatch.setattr(revision, "monotonic", lambda: moment[0])
    monkeypatch.setattr(revision, "watch", revision.Watch())
    counted = []

    @revision.remembered
    def figure(*question):
        counted.append((*question, get_language()))
        return len(counted)

    figure.counted, figure.moment = counted, moment
    return figure


def test_a_figure_is_counted_once_for_a_state_of_the_records_and_a_language(counting):
    assert [counting("a"), counting("a"), counting("b")] == [1, 1, 2]
    with translation.override("en"):
        counting("a")

    assert counting.counted == [("a", "fr"), ("b", "fr"), ("a", "en")]


def test_a_figure_is_counted_again_a_second_after_a_change(counting):
    counting()
    revision.moved()
    counting.moment[0] = 1.1

    assert counting() == 2


def test_who_publishes_counts_for_himself(counting):
    counting()
    with revision.asking_anew():
        assert counting() == 2

    assert counting() == 1


def test_while_nothing_tells_the_revision_a_figure_is_counted_each_time(counting):
    def away():
        raise OperationalError("no server")

    revision.watch.ask = away

    assert [counting(), counting()] == [1, 2]


def test_what_strangers_may_ask_for_does_not_fill_the_memory(counting, monkeypatch):
    monkeypatch.setattr(revision, "KEPT_AT_MOST", 2)
    for question in "abc":
        counting(question)

    assert counting("c") == 3
    assert counting("a") == 4
