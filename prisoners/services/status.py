"""His status, written from his events: the only place that writes it."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from campaign.kit.refusal import Refused
from prisoners.models import Event, Life, Prisoner, life_told_by

STATUS_FIELDS = ["status", "status_on", "captured_on", "counted_from_on", "counted_until_on"]


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
    Prisoner.history.bulk_history_create(prisoners, batch_size=500, update=True)


def tell(prisoner: Prisoner, life: Life) -> None:
    """Put what his life says into his record, without saving it."""
    if prisoner.published and not life.status:
        raise Refused(_("He is published: his status needs at least one event. Unpublish him first."))
    prisoner.status, prisoner.status_on, prisoner.captured_on = life.status, life.status_on, life.captured_on
    prisoner.counted_from_on, prisoner.counted_until_on = life.counted_from_on, life.counted_until_on
