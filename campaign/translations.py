"""One language was edited: the other one may now say something else. Both must be read again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from campaign.kit.refusal import Refused
from campaign.kit.translated import Translated
from campaign.models import Behind

OTHER = {"fr": "en", "en": "fr"}
NAMES = {"name"}  # a spelling, not a sentence: each language has its own


def pairs_of(model: type[models.Model]) -> list[str]:
    return [
        name for name, value in vars(model).items() if isinstance(value, Translated) and name not in NAMES
    ]


def follow(
    row: models.Model, *, changed: Collection[str], before: Mapping[str, Any], now: datetime
) -> list[Behind]:
    """After an edit: what is behind now. A text edited in both languages is up to date again."""
    found = []
    for name in pairs_of(type(row)):
        edited = [language for language in OTHER if f"{name}_{language}" in changed]
        if len(edited) == 1:
            found += mark(row, name, edited[0], before=before, now=now)
        elif edited:
            of_row(row).filter(field=name).delete()
    return found


def mark(
    row: models.Model, name: str, edited: str, *, before: Mapping[str, Any], now: datetime
) -> list[Behind]:
    """Editing the language that was behind brings it up; a text that has no other language is missing."""
    other, said = OTHER[edited], of_row(row).filter(field=name)
    if said.filter(language=edited).delete()[0] or not getattr(row, f"{name}_{other}"):
        return []
    column = f"{name}_{edited}"
    behind, _made = Behind.objects.get_or_create(
        of=row._meta.label_lower,
        row=row.pk,
        field=name,
        defaults={"language": other, "before": before.get(column) or "", "since_at": now},
    )
    behind.title, behind.after = str(row)[:200], getattr(row, column)
    behind.save(update_fields=["title", "after"])
    return [behind]


def behind(*rows: models.Model) -> list[Behind]:
    """In one query, whatever they are."""
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(of=row._meta.label_lower, row=row.pk)
    return list(Behind.objects.filter(wanted).order_by("since_at", "pk"))


def refuse_if_behind(row: models.Model) -> None:
    """Nothing is published of which one language may say something else."""
    for found in behind(row):
        raise Refused(what_is_behind(found))


def what_is_behind(behind: Behind) -> str:
    said = gettext(
        "“%(text)s” may say something else since the other language was edited: read it, or say on the desk "
        "that it is right, before this is published."
    )
    return said % {"text": behind.text_label}


def of_row(row: models.Model) -> models.QuerySet[Behind]:
    return Behind.objects.filter(of=row._meta.label_lower, row=row.pk)
