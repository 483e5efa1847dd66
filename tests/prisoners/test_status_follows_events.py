"""A man's status is what his last confirmed event says."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from campaign.kit.partial_dates import PartialDate
from prisoners import services
from prisoners.models import Event, Prisoner, life_told_by
from tests.factories import LONG_AGO, make_event, make_ngo, make_prisoner, make_source, make_user

pytestmark = pytest.mark.django_db


def new_event(man, kind, on):
    return Event(
        prisoner=man, kind=kind, happened_on=PartialDate.parse(on), text_fr="Un fait.", text_en="A fact."
    )


def record(man, kind, on, *, by):
    event = new_event(man, kind, on)
    services.record_event(event, sources=[make_source()], by=by, now=timezone.now())
    man.refresh_from_db()
    return event


@pytest.mark.parametrize(
    ("told", "status", "status_on", "captured_on"),
    [
        ([("capture", "2023")], "detained", "2023", "2023"),
        ([("reported_held", "2024-05")], "detained", "2024-05", None),
        ([("capture", "2023"), ("reported_held", "2026-03-13")], "detained", "2026-03-13", "2023"),
        ([("capture", "2023"), ("release", "2023-12-13")], "released", "2023-12-13", "2023"),
        ([("release", "2023"), ("capture", "2023-05-10")], "released", "2023", "2023-05-10"),
        (
            [("capture", "2020-10"), ("release", "2026-01-14"), ("reported_held", "2026-02-10")],
            "released",
            "2026-01-14",
            "2020-10",
        ),
        (
            [("capture", "2020"), ("disappearance", "2021"), ("reported_held", "2022")],
            "disappeared",
            "2021",
            "2020",
        ),
        ([("capture", "2020"), ("disappearance", "2021"), ("death", "2022-03")], "dead", "2022-03", "2020"),
        (
            [("capture", "2020"), ("release", "2021"), ("capture", "2022-09")],
            "detained",
            "2022-09",
            "2022-09",
        ),
        ([("capture", "2020"), ("release", "2024-03-05"), ("capture", "2024")], "detained", "2024", "2024"),
        ([("capture", "2020"), ("capture", "2022"), ("release", "2021")], "detained", "2022", "2022"),
        ([("trial", "2021"), ("visit", "2022")], "", None, None),
    ],
)
def test_the_latest_event_by_its_date_decides(told, status, status_on, captured_on):
    man = make_prisoner(captured="", published=False)

    for kind, on in told:
        make_event(man, kind, on)

    man.refresh_from_db()
    assert man.status == status
    assert str(man.status_on or "") == (status_on or "")
    assert str(man.captured_on or "") == (captured_on or "")


def test_a_first_capture_acts_when_one_person_records_it(anna):
    man = make_prisoner(captured="", published=False)

    record(man, "capture", "2026-11", by=anna)

    assert man.status == "detained"


@pytest.mark.parametrize("kind", ["release", "death", "disappearance"])
def test_an_end_of_captivity_changes_nothing_until_another_ngo_confirms(kind, anna, hrant):
    man = make_prisoner()

    event = record(man, kind, "2026-11-20", by=anna)
    before = man.status
    services.confirm_event(event, by=hrant, now=timezone.now())

    man.refresh_from_db()
    assert before == "detained"
    assert man.status == Event.STATUS_OF[Event.Kind(kind)]


def test_a_colleague_of_the_same_ngo_cannot_confirm(anna, covcas):
    event = record(make_prisoner(), "release", "2026-11-20", by=anna)

    with pytest.raises(services.Refused):
        services.confirm_event(event, by=make_user(ngo=covcas), now=timezone.now())

    assert Prisoner.objects.get().status == "detained"


def test_somebody_of_no_ngo_cannot_confirm(anna):
    event = record(make_prisoner(), "release", "2026-11-20", by=anna)

    with pytest.raises(services.Refused):
        services.confirm_event(event, by=make_user(), now=timezone.now())


def test_the_database_itself_refuses_a_release_confirmed_by_its_authors_ngo(anna):
    event = record(make_prisoner(), "release", "2026-11-20", by=anna)

    with pytest.raises(IntegrityError):
        Event.objects.filter(pk=event.pk).update(confirmed_at=timezone.now(), confirmed_ngo=anna.ngo)


def test_what_a_command_brought_needs_two_people_of_two_ngos(anna, hrant):
    man = make_prisoner()
    event = record(man, "release", "2026-11-20", by=None)

    services.confirm_event(event, by=anna, now=timezone.now())
    man.refresh_from_db()
    after_one = man.status
    services.confirm_event(event, by=hrant, now=timezone.now())

    man.refresh_from_db()
    assert (after_one, man.status) == ("detained", "released")


def test_a_capture_after_a_release_waits_for_another_ngo(anna, hrant):
    man = make_prisoner(freed="2024-01-10")

    event = record(man, "capture", "2026-10-02", by=anna)
    before = man.status
    services.confirm_event(event, by=hrant, now=timezone.now())

    man.refresh_from_db()
    assert (before, man.status) == ("released", "detained")
    assert man.counted_from_on == date(2026, 10, 2)


def test_confirming_twice_keeps_the_first_confirmation(anna, hrant):
    event = record(make_prisoner(), "release", "2026-11-20", by=anna)
    services.confirm_event(event, by=hrant, now=LONG_AGO)

    services.confirm_event(event, by=make_user(ngo=make_ngo()), now=timezone.now())

    assert Event.objects.get(pk=event.pk).confirmed_at == LONG_AGO


def test_taking_a_confirmation_back_makes_him_held_again(anna, hrant):
    man = make_prisoner()
    event = record(man, "release", "2026-11-20", by=anna)
    services.confirm_event(event, by=hrant, now=timezone.now())

    event.refresh_from_db()
    services.take_back_confirmation(event)

    man.refresh_from_db()
    assert man.status == "detained"
    assert not Event.objects.get(pk=event.pk).is_confirmed


def test_editing_what_waits_makes_the_editor_its_author(anna, hrant):
    event = record(make_prisoner(), "release", "2026-11-20", by=anna)

    event.text_en = "Freed at the border."
    services.change_event(event, sources=[make_source()], by=hrant, now=timezone.now())

    with pytest.raises(services.Refused):
        services.confirm_event(event, by=hrant, now=timezone.now())


def test_an_edit_that_turns_a_visit_into_a_release_waits_for_another_ngo(anna):
    man = make_prisoner()
    event = record(man, "visit", "2026-11-20", by=anna)

    event.kind = "release"
    services.change_event(event, sources=[make_source()], by=anna, now=timezone.now())

    man.refresh_from_db()
    assert man.status == "detained"


def test_the_last_event_of_a_published_man_cannot_be_removed():
    man = make_prisoner()

    with pytest.raises(services.Refused):
        services.remove_event(man.events.get())

    assert man.events.exists()


def test_the_database_refuses_to_publish_a_man_without_status():
    man = make_prisoner(captured="", published=False)

    with pytest.raises(IntegrityError):
        Prisoner.objects.filter(pk=man.pk).update(published=True)


def test_every_status_of_the_real_data_is_what_the_events_say(real_data):
    for man in Prisoner.objects.all():
        life = life_told_by(man.events.confirmed())
        told = (life.status, life.status_on, life.captured_on, life.counted_from_on, life.counted_until_on)
        assert told == (man.status, man.status_on, man.captured_on, man.counted_from_on, man.counted_until_on)


def test_numbers_of_events_are_not_given_twice(anna):
    man = make_prisoner(slug="ruben", captured="", published=False)
    for number in (1, 9, 10):
        make_event(man, "visit" if number > 1 else "capture", "2024", key=f"ruben-{number:02}")

    event = record(man, "visit", "2025", by=anna)

    assert event.key == "ruben-11"


def test_correcting_the_first_capture_of_a_freed_man_acts_at_once(anna):
    man = make_prisoner(captured="2023-09", freed="2024-01-10")
    capture = man.events.get(kind="capture")

    capture.happened_on = PartialDate.parse("2023-09-19")
    services.change_event(capture, sources=[make_source()], by=anna, now=timezone.now())

    man.refresh_from_db()
    assert (man.status, str(man.captured_on)) == ("released", "2023-09-19")


def test_what_two_ngos_answer_for_is_not_touched_before_it_is_taken_back(anna, hrant):
    man = make_prisoner()
    event = record(man, "release", "2026-11-20", by=anna)
    services.confirm_event(event, by=hrant, now=timezone.now())
    event.text_en = "Something else."

    with pytest.raises(services.Refused):
        services.change_event(event, sources=[make_source()], by=anna, now=timezone.now())
    with pytest.raises(services.Refused):
        services.remove_event(event)

    man.refresh_from_db()
    assert man.status == "released"
