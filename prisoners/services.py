"""What can happen to a prisoner's record: one function for each change of the world.

Admin, commands and imports call these. `now` comes from the caller.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.kit.refusal import Refused
from campaign.models import Source, User
from prisoners.models import Event, FormerSlug, Life, Prisoner, follows, life_told_by

STATUS_FIELDS = ["status", "status_on", "captured_on", "counted_from_on", "counted_until_on"]


@transaction.atomic
def record_event(event: Event, *, sources: Iterable[Source], by: User | None, now: datetime) -> None:
    """Save a new event. What could wound waits for another NGO; the rest acts at once.

    `by` is None for a command: then two persons of two NGOs are still to come.
    """
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    event.key = event.key or next_key(prisoner)
    event.recorded_at, event.recorded_by, event.recorded_ngo = now, by, by.ngo if by else None
    let_act_or_wait(event, now=now)
    event.save()
    event.sources.set(sources)
    refresh_status(prisoner)


@transaction.atomic
def change_event(event: Event, *, sources: Iterable[Source], by: User | None, now: datetime) -> None:
    """Save an edited event. Who edits what could wound becomes its author, and it waits again.

    `by` is None for a command: then two persons of two NGOs are still to come.
    """
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    refuse_if_sealed(event)
    could_wound = event.needs_another_ngo
    let_act_or_wait(event, now=now)
    if could_wound or event.needs_another_ngo:
        event.recorded_at, event.recorded_by, event.recorded_ngo = now, by, by.ngo if by else None
    event.save()
    event.sources.set(sources)
    refresh_status(prisoner)


@transaction.atomic
def confirm_event(event: Event, *, by: User, now: datetime) -> None:
    """Let an event that waits take effect. Doing it again changes nothing.

    Nobody answers yet for an event that a command brought: the first to confirm it becomes its
    author, and a second person, of another NGO, lets it act.
    """
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    event.refresh_from_db()
    if event.is_confirmed:
        return
    if by.ngo is None:
        raise Refused(_("Your account belongs to no NGO: it cannot confirm an event."))
    if event.recorded_ngo_id is None:
        event.recorded_by, event.recorded_ngo = by, by.ngo
    elif event.recorded_ngo_id == by.ngo_id:
        raise Refused(_("Somebody of another NGO must confirm this event."))
    else:
        event.confirmed_at, event.confirmed_by, event.confirmed_ngo = now, by, by.ngo
    event.save()
    refresh_status(prisoner)


@transaction.atomic
def take_back_confirmation(event: Event) -> None:
    """Undo a confirmation found wrong: the event waits again, and the status follows."""
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    if event.needs_another_ngo:
        event.confirmed_at = event.confirmed_by = event.confirmed_ngo = None
        event.from_initial_load = False
        event.save()
        refresh_status(prisoner)


@transaction.atomic
def remove_event(event: Event) -> None:
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    refuse_if_sealed(event)
    event.delete()
    refresh_status(prisoner)


def mark_as_checked(prisoner: Prisoner, *, by: User, now: datetime) -> None:
    """Say that an NGO has verified today what the record holds."""
    if by.ngo is None:
        raise Refused(_("Your account belongs to no NGO: it cannot check a record."))
    prisoner.checked_on, prisoner.checked_by_ngo = timezone.localdate(now), by.ngo
    prisoner.save(update_fields=["checked_on", "checked_by_ngo"])


@transaction.atomic
def keep_former_address(prisoner: Prisoner, *, slug: str) -> None:
    """After a change of slug: the old address goes on leading to him."""
    FormerSlug.objects.filter(slug=prisoner.slug).delete()
    FormerSlug.objects.update_or_create(slug=slug, defaults={"prisoner": prisoner})


def refresh_status(prisoner: Prisoner) -> None:
    """Write what his confirmed events say: the only place, with the next one, that writes a status."""
    tell(prisoner, life_told_by(prisoner.events.confirmed()))
    prisoner.save(update_fields=STATUS_FIELDS)


def refresh_statuses(prisoners: Collection[Prisoner]) -> None:
    """The same for all men of a load: a few queries, whatever their number."""
    events: defaultdict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.confirmed().of_status():
        events[event.prisoner_id].append(event)
    for prisoner in prisoners:
        tell(prisoner, life_told_by(events[prisoner.pk]))
    Prisoner.objects.bulk_update(prisoners, STATUS_FIELDS, batch_size=500)


def tell(prisoner: Prisoner, life: Life) -> None:
    """Put what his life says into his record, without saving it."""
    if prisoner.published and not life.status:
        raise Refused(_("He is published: his status needs at least one event. Unpublish him first."))
    prisoner.status, prisoner.status_on, prisoner.captured_on = life.status, life.status_on, life.captured_on
    prisoner.counted_from_on, prisoner.counted_until_on = life.counted_from_on, life.counted_until_on


def let_act_or_wait(event: Event, *, now: datetime) -> None:
    """Decide whether an event needs another NGO: an end of captivity, or a capture that follows another
    capture or an end."""
    others = Event.objects.filter(
        prisoner=event.prisoner_id, kind__in=[Event.Kind.CAPTURE, *Event.ENDINGS]
    ).exclude(pk=event.pk)
    is_renewed_capture = event.kind == Event.Kind.CAPTURE and any(follows(event, other) for other in others)
    event.needs_another_ngo = event.is_ending or is_renewed_capture
    event.from_initial_load = False
    event.confirmed_at = None if event.needs_another_ngo else now
    event.confirmed_by = event.confirmed_ngo = None


def refuse_if_sealed(event: Event) -> None:
    """What two NGOs answer for is neither edited nor removed before its confirmation is taken back."""
    if Event.objects.confirmed().filter(pk=event.pk, needs_another_ngo=True).exists():
        raise Refused(_("This event is confirmed: take the confirmation back first."))


def next_key(prisoner: Prisoner) -> str:
    """The number after his highest: events are numbered in the order in which they are recorded."""
    number = max((event.number for event in prisoner.events.only("key")), default=0) + 1
    return f"{prisoner.slug}-{number:02}"
