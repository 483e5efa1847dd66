"""What a family wishes: a part of a man's page, or the man, goes from every output at once."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import transaction

from campaign import photographs, removals, revision, tree
from campaign.models import Removal, User
from prisoners.models import PARTS, Event, FamilyWish, Part, Prisoner
from prisoners.models.family import TEXTS


@transaction.atomic
def record_wish(prisoner: Prisoner, *, part: str, may_be_shown: bool, by: User | None, now: datetime) -> None:
    """Take out of the record what must not be shown, or put it back. Nothing can leak what is not there.

    `by` is None for the command that brings a backup back.
    """
    revision.moved()
    prisoner = Prisoner.objects.select_for_update().get(pk=prisoner.pk)
    before = FamilyWish.objects.filter(prisoner=prisoner, part=part).first()
    withheld: dict[str, Any] = before.withheld if before else {}
    if part == Part.EVERYTHING:
        hide_or_allow(prisoner, may_be_shown=may_be_shown)
    elif part == Part.PORTRAIT:
        for portrait in prisoner.portraits.filter(confirmed_at__isnull=False) if not may_be_shown else []:
            photographs.take_away(portrait)  # two NGOs answer anew for the one that may be shown again
    elif may_be_shown:
        put_back(prisoner, withheld)
        withheld = {}
    else:
        withheld |= take_out(prisoner, PARTS[part])
    given = {"may_be_shown": may_be_shown, "withheld": withheld, "recorded_by": by, "recorded_at": now}
    FamilyWish.objects.update_or_create(prisoner=prisoner, part=part, defaults=given)
    if not may_be_shown:
        hide_everywhere(prisoner)
        removals.record(Removal.What.FAMILY_WISH, f"{prisoner.pk} {part} {by.pk if by else 0}")


@transaction.atomic
def record_wish_on_text(event: Event, *, may_be_shown: bool, by: User | None, now: datetime) -> None:
    """The same of what an event tells; its kind, its date and its sources stay, and so does his status."""
    revision.moved()
    event = Event.objects.select_related("prisoner").select_for_update(of=("self",)).get(pk=event.pk)
    wish = FamilyWish.objects.filter(event=event).first() or FamilyWish(
        prisoner=event.prisoner, part=Part.EVENT_TEXT, event=event
    )
    if not may_be_shown and not event.text_hidden:
        wish.withheld = {name: getattr(event, name) for name in TEXTS}
        event.text_fr = event.text_en = ""
    elif may_be_shown and event.text_hidden:
        event.text_fr, event.text_en = (wish.withheld[name] for name in TEXTS)
        wish.withheld = {}
    event.text_hidden = not may_be_shown
    event.save(update_fields=["text_hidden", *TEXTS])
    wish.may_be_shown, wish.recorded_by, wish.recorded_at = may_be_shown, by, now
    wish.save()
    if not may_be_shown:
        hide_everywhere(event.prisoner)
        removals.record(Removal.What.EVENT_TEXT, event.key)


def hide_everywhere(prisoner: Prisoner) -> None:
    tree.take_down(prisoner.slug, prisoner.name_fr, prisoner.name_en)


def hide_or_allow(prisoner: Prisoner, *, may_be_shown: bool) -> None:
    """Allowed again, he is still to be published by hand."""
    if not may_be_shown:
        removals.record(Removal.What.PUBLIC_MAN, prisoner.slug)
        prisoner.published = False
    prisoner.hidden = not may_be_shown
    prisoner.save(update_fields=["hidden", "published"])


def take_out(prisoner: Prisoner, columns: list[str]) -> dict[str, Any]:
    """Empty the columns and say what they held, as JSON can hold it."""
    held = {}
    for name in columns:
        field: Any = Prisoner._meta.get_field(name)
        value = getattr(prisoner, name)
        if value not in (None, "", False):
            held[name] = value if isinstance(value, bool | int | str) else str(value)
        setattr(prisoner, name, None if field.null else field.get_default())
    prisoner.save(update_fields=columns)
    return held


def put_back(prisoner: Prisoner, withheld: dict[str, Any]) -> None:
    for name, value in withheld.items():
        field: Any = Prisoner._meta.get_field(name)
        setattr(prisoner, name, field.to_python(value))
    if withheld:
        prisoner.save(update_fields=list(withheld))


def hidden_parts() -> dict[int, set[str]]:
    """By man, the columns that no file may fill again before his family agrees."""
    hidden: defaultdict[int, set[str]] = defaultdict(set)
    wishes = FamilyWish.objects.filter(may_be_shown=False).filter(part__in=PARTS)
    for man, part in wishes.values_list("prisoner", "part"):
        hidden[man] |= set(PARTS[part])
    return hidden
