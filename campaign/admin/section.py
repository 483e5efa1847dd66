"""A section of the first page of the desk: a list cut short, its number, and the way to all of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Window
from django.urls import reverse
from django.utils import timezone

from campaign.models import User

SHOWN = 8  # rows of a section: what fifteen minutes can deal with


@dataclass(frozen=True)
class Section:
    """`partial` says how a row is written; `total` is the number of all rows."""

    key: str
    title: str
    nothing: str
    rows: list[Any]
    total: int
    address: str
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"admin/desk/{self.key}.html"


@dataclass(frozen=True)
class Visit:
    """Who looks at the desk, and when. `whose` are the requests that he wants to see."""

    user: User
    now: datetime
    whose: str

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def mine(self) -> dict[str, Q]:
        """What may stand in the address, and which requests it means."""
        return {
            "mine": Q(casework__taken_by=self.user),
            "ngo": Q(followed_by=self.user.ngo),
            "all": Q(),
        }


def cut(rows: QuerySet[Any]) -> tuple[list[Any], int]:
    """The first of them, and the number of all, in one query."""
    first = list(rows.annotate(of_all=Window(Count("pk")))[:SHOWN])
    return first, first[0].of_all if first else 0


def list_of(model: type[Model], **chosen: Any) -> str:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{path}?{'&'.join(f'{name}={value}' for name, value in chosen.items())}" if chosen else path
