"""Dates of which only the year, or the month, may be known: a type and its model field."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import dates, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100  # what is outside is a slip of the keyboard


@dataclass(frozen=True, order=True, slots=True)
class PartialDate:
    """A year, a month or a day; `month` and `day` are 0 where not known.

    Sorts by what is known, the vaguer first: 2023, 2023-09, 2023-09-19.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise ValueError(f"the year {self.year} is not between {EARLIEST_YEAR} and {LATEST_YEAR}")
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)  # raises ValueError when there is no such day

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read YYYY, YYYY-MM or YYYY-MM-DD; anything else is a ValueError."""
        found = SHAPE.fullmatch(text)
        parts = [int(part) for part in found.groups() if part] if found else []
        if not parts or 0 in parts:
            raise ValueError(f"{text!r} is not a date written YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(*parts)

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        """The form kept in files and in the database: as text it sorts as the dates do."""
        known = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(known)

    @property
    def is_exact(self) -> bool:
        return self.day > 0

    @property
    def first_day(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def is_surely_after(self, other: Self) -> bool:
        """True when every day this may be comes after every day the other may be."""
        return self.first_day > other.last_day

    def in_words(self, *, after_since: bool = False) -> str:
        """ "3 octobre 2020", "octobre 2020", "2020"; `after_since` adds the article of "depuis le"."""
        if not self.month:
            return str(self.year)
        month = dates.MONTHS[self.month]
        if not self.day:
            return f"{month} {self.year}"
        if translation.get_language() != "fr":
            return f"{self.day} {month} {self.year}"
        day = "1er" if self.day == 1 else str(self.day)
        return f"le {day} {month} {self.year}" if after_since else f"{day} {month} {self.year}"

    def since(self) -> str:
        """ "depuis le 3 octobre 2020", "since October 2020"."""
        return pgettext("date", "since %s") % self.in_words(after_since=True)


def as_partial_date(value: object) -> PartialDate | None:
    """Read what a form, a file or the database gives; a ValidationError says what is wrong."""
    if value in (None, ""):
        return None
    if isinstance(value, PartialDate):
        return value
    if isinstance(value, date):
        return PartialDate.of(value)
    try:
        return PartialDate.parse(str(value).strip())
    except ValueError as error:
        raise ValidationError(
            _("Write a year, a month or a day: 2023, 2023-09 or 2023-09-19."), code="invalid"
        ) from error


class PartialDateFormField(forms.Field):
    """A line of text that reads as a partial date."""

    def to_python(self, value: object) -> PartialDate | None:
        return as_partial_date(value)


class PartialDateField(models.Field):
    """A PartialDate or None, kept as text that sorts and compares as the dates do.

    "Unknown" is the empty string in the database and None in Python. In a query, compare
    with a PartialDate or with text: `captured_on__gte="2023"`.
    """

    description = _("Date (year, month or day)")
    empty_strings_allowed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = len("2023-09-19")
        if kwargs.get("blank"):
            kwargs.setdefault("default", None)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(self, value: str | None, *_: object) -> PartialDate | None:
        return as_partial_date(value)

    def to_python(self, value: object) -> PartialDate | None:
        return as_partial_date(value)

    def get_prep_value(self, value: object) -> str:
        return str(as_partial_date(value) or "")

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        given = {
            "form_class": PartialDateFormField,
            "help_text": self.help_text or _("2023, 2023-09 or 2023-09-19"),
        }
        return super().formfield(*args, **(given | kwargs))


def is_partial_date(name: str) -> Q:
    """The condition of a constraint: what the column holds has the shape of a partial date, or is empty."""
    return Q(**{f"{name}__regex": r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$"})
