"""What is kept unreadable: sealed with a key that the database does not hold, found by a keyed hash.

The keys are in the settings: CONTACT_KEYS has one list for each holder (an NGO), newest first;
LOOKUP_KEY one list for all. What is stored says who holds its key: `sealed:covcas:gAAAAA...`.
"""

import hmac
import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from anyascii import anyascii
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.db.models import lookups

MARK = "sealed:"  # what lacks it was written before there were keys, and reads as it is


class Unreadable(Exception):
    """CONTACT_KEYS holds no key that opens this; the message names the holder."""


class SealedString(str):
    """Text that is sealed already."""

    __slots__ = ()


def holder_of_the_rest(_row: object = None) -> str:
    """Who holds the key of what no NGO follows, or one without a key: the first of CONTACT_KEYS."""
    return next(iter(settings.CONTACT_KEYS))


@lru_cache(maxsize=100)
def lock(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str, *, holder: str) -> SealedString:
    """Empty stays empty: that nothing is known is no secret."""
    if not text:
        return SealedString()
    if holder not in settings.CONTACT_KEYS:
        holder = holder_of_the_rest()
    token = lock(tuple(settings.CONTACT_KEYS[holder])).encrypt(text.encode()).decode()
    return SealedString(f"{MARK}{holder}:{token}")


def unseal(text: str) -> str:
    if not text.startswith(MARK):
        return text
    holder, _colon, token = text.removeprefix(MARK).partition(":")
    try:
        return lock(tuple(settings.CONTACT_KEYS[holder])).decrypt(token).decode()
    except (KeyError, InvalidToken) as error:
        raise Unreadable(holder) from error


def keyed_hashes(text: str) -> list[str]:
    """By each key, newest first: the same text is found again, and a stolen table tells no address."""
    given = text.encode(errors="replace")
    return [hmac.digest(key.encode(), given, "sha256").hex() if text else "" for key in settings.LOOKUP_KEY]


class EmptyOrNot(lookups.Exact):
    """The one question that a sealed column answers."""

    def get_prep_lookup(self) -> Any:
        if self.rhs not in ("", {}):
            raise TypeError(
                "A sealed column can only be compared with nothing; look it up by its keyed hash."
            )
        return ""


class SealedField(models.Field):
    """Plain for whoever reads or sets the attribute, sealed in the column.

    `holder` tells from the row whose key it is. `update()` sees no row: it may only empty.
    """

    def __init__(self, *args: Any, holder: Callable[[Any], str] = holder_of_the_rest, **given: Any) -> None:
        self.holder = holder
        super().__init__(*args, **given)

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        return {"exact": EmptyOrNot, "isnull": lookups.IsNull}.get(lookup_name)

    def sealed(self, row: models.Model) -> SealedString:
        text = self.as_text(getattr(row, self.attname))
        if not text or isinstance(text, SealedString):
            return SealedString(text)
        return seal(text, holder=self.holder(row))

    def pre_save(self, model_instance: models.Model, add: bool) -> SealedString:  # noqa: FBT001
        return self.sealed(model_instance)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value and not isinstance(value, SealedString):
            raise TypeError(f"{self.name} is sealed: save the row, which knows the holder of the key.")
        return str(value or "")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        return str(value or "")

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return value if value is None else self.as_value(unseal(value))

    def as_text(self, value: Any) -> str:
        return value

    def as_value(self, text: str) -> Any:
        return text


class SealedText(SealedField, models.CharField):
    """A line of text; `max_length` bounds what is typed, not the column."""


class SealedLines(SealedField, models.TextField):
    """Text beside what the public reads: where its key is gone it stays sealed, and the row can be read."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        try:
            return super().from_db_value(value, expression, connection)
        except Unreadable:
            return SealedString(value)


class SealedJson(SealedField, models.JSONField):
    """A dictionary."""

    def as_text(self, value: Any) -> str:
        return json.dumps(value) if value else ""

    def as_value(self, text: str) -> Any:
        return json.loads(text or "{}")


class KeyedHash(models.CharField):
    """The keyed hash of another field of the row, written with it: save both, or the whole row."""

    def __init__(self, *args: Any, of: str, **given: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, "blank": True, "editable": False} | given)

    def deconstruct(self) -> Any:
        name, path, args, given = super().deconstruct()
        return name, path, args, given | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        value = keyed_hashes(getattr(model_instance, self.of))[0]
        setattr(model_instance, self.attname, value)
        return value


class KeyedWords(KeyedHash):
    """Of each word of some fields, a few digits of its keyed hash: a name is looked for among few rows,
    and a stolen table tells no word.

    None where a release wrote the row that did not know of it.
    """

    def __init__(self, *args: Any, of: list[str], **given: Any) -> None:
        super().__init__(*args, **{"of": of, "max_length": 400, "null": True} | given)  # type: ignore[arg-type]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        text = " ".join(getattr(model_instance, name) for name in self.of)
        marks = sorted({marks_of(word)[0] for word in words_of(text)})
        value = f" {' '.join(marks)} "[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


MARK_DIGITS = 3  # of sixteen: one row in four thousand bears the mark of a word by chance


def words_of(text: str) -> list[str]:
    """As people type a name: without accents, hyphens or capitals."""
    return re.sub(r"[^a-z0-9]+", " ", anyascii(text).casefold()).split()


def marks_of(word: str) -> list[str]:
    """By each key, newest first."""
    return [found[:MARK_DIGITS] for found in keyed_hashes(word)]


def sealed_fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField | KeyedHash)]


def reseal(rows: models.QuerySet[Any]) -> int:
    """Write rows again with the newest key of who holds them now, and say how many."""
    fields, count = sealed_fields(rows.model), 0
    for row in rows.select_for_update(of=("self",)):
        new = {field.name: field.pre_save(row, add=False) for field in fields}
        count += type(row)._default_manager.filter(pk=row.pk).update(**new)
    return count
