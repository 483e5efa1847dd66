"""What happens to a man, as his record tells it. What could wound acts when two NGOs answer for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from campaign import removals, revision
from campaign.kit.refusal import Refused
from campaign.models import Removal, Source, User
from prisoners.models import Event, Prisoner, follows
from prisoners.services.status import refresh_status


@transaction.atomic
def record_event(event: Event, *, sources: Iterable[Source], by: User | None, now: datetime) -> None:
    """Save a new event. What could wound waits for another NGO; the rest acts at once.

    `by` is None for a command: then two persons of two NGOs are still to come.
    """
    revision.moved()
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
    revision.moved()
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
    revision.moved()
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    event.refresh_from_db()
    if event.is_confirmed:
        return
    refuse_if_refused(event)
    if by.ngo is None:
        raise Refused(_("Your account belongs to no NGO: it cannot confirm an event."))
    if event.recorded_ngo_id is None:
        event.recorded_by, event.recorded_ngo = by, by.ngo
    elif by.pk == event.recorded_by_id or by.ngo_id == event.recorded_ngo_id:
        raise Refused(_("Somebody of another NGO must confirm this event."))
    else:
        event.confirmed_at, event.confirmed_by, event.confirmed_ngo = now, by, by.ngo
        if event.needs_another_ngo and event.kind != Event.Kind.DEATH:  # a death sends nothing by itself
            event.letters_from_at = now + timedelta(hours=event.letters_wait_hours)
    event.save()
    refresh_status(prisoner)


@transaction.atomic
def refuse_event(event: Event, *, by: User, word: str, now: datetime) -> None:
    """Say why an event that waits is wrong. It stays to be read, and never acts."""
    if not word.strip():
        raise Refused(_("Say in a word why you refuse: whoever proposed it will read it."))
    event.refresh_from_db()
    if not event.is_waiting:
        raise Refused(_("Only an event that waits can be refused."))
    event.refused_at, event.refused_by, event.refusal = now, by, word.strip()
    event.save(update_fields=["refused_at", "refused_by", "refusal"])


@transaction.atomic
def propose_again(event: Event) -> None:
    """Undo a refusal: the event waits again for another NGO."""
    event.refused_at, event.refused_by, event.refusal = None, None, ""
    event.save(update_fields=["refused_at", "refused_by", "refusal"])


@transaction.atomic
def take_back_confirmation(event: Event) -> None:
    """Undo a confirmation found wrong: the event waits again, and the status follows."""
    revision.moved()
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    if event.needs_another_ngo:
        event.confirmed_at = event.confirmed_by = event.confirmed_ngo = None
        event.from_initial_load, event.letters_from_at = False, None
        event.save()
        removals.record(Removal.What.CONFIRMATION, event.key)
        refresh_status(prisoner)


@transaction.atomic
def remove_event(event: Event) -> None:
    revision.moved()
    prisoner = Prisoner.objects.select_for_update().get(pk=event.prisoner_id)
    refuse_if_sealed(event)
    removals.record(Removal.What.EVENT, event.key)
    event.delete()
    refresh_status(prisoner)


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
    event.confirmed_by = event.confirmed_ngo = event.letters_from_at = None


def refuse_if_sealed(event: Event) -> None:
    """What two NGOs answer for is neither edited nor removed before its confirmation is taken back."""
    refuse_if_refused(event)
    if Event.objects.confirmed().filter(pk=event.pk, needs_another_ngo=True).exists():
        raise Refused(_("This event is confirmed: take the confirmation back first."))


def refuse_if_refused(event: Event) -> None:
    if Event.objects.refused().filter(pk=event.pk).exists():
        raise Refused(_("This event was refused: undo the refusal first."))


def next_key(prisoner: Prisoner) -> str:
    """The number after his highest: events are numbered in the order in which they are recorded."""
    number = max((event.number for event in prisoner.events.only("key")), default=0) + 1
    return f"{prisoner.slug}-{number:02}"
