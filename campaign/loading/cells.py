"""What a cell may hold: the rules of the field it fills, read more strictly than a form would."""

import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, URLValidator
from django.db import models

from campaign.kit.partial_dates import PartialDate, as_partial_date

type Reader = Callable[[str], Any]

BOOLEANS = {"true": True, "false": False}
WHOLE_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
YEAR = re.compile(r"\d{4}", re.ASCII)
COORDINATE = re.compile(r"-?\d{1,3}(\.\d{1,3})?", re.ASCII)
MOST = {"PositiveSmallIntegerField": 32_767, "PositiveIntegerField": 2_147_483_647}  # what PostgreSQL holds
REMEMBERED = 1_000  # values of a column: most of them come again and again
web_address = URLValidator(schemes=["http", "https"])


def plain(text: str) -> str:
    """The text with line ends as one character. Nothing invisible, no space around it."""
    text = text.replace("\r\n", "\n")
    if not text.isprintable():  # quick, and seldom true; but a line end or a fixed space makes it so
        for sign in text:
            if not (sign.isprintable() or sign == "\n" or unicodedata.category(sign) == "Zs"):
                raise ValidationError(f"holds the character U+{ord(sign):04X}, which is not text.")
    if text != text.strip():
        raise ValidationError("begins or ends with a space or a line end.")
    return text


def boolean(text: str) -> bool:
    if text not in BOOLEANS:
        raise ValidationError(f"{text!r} is neither true nor false.")
    return BOOLEANS[text]


def whole_number(text: str, *, most: int) -> int:
    if not WHOLE_NUMBER.fullmatch(text):
        raise ValidationError(f"{text!r} is not a whole number.")
    MaxValueValidator(most)(int(text))
    return int(text)


def coordinate(text: str) -> Decimal:
    if not COORDINATE.fullmatch(text):
        raise ValidationError(f"{text!r} is not a coordinate: write degrees such as 45.76.")
    return Decimal(text)


def no_credentials(address: str) -> str:
    web_address(address)
    if "@" in urlsplit(address).netloc:
        raise ValidationError("an address holds no user name and no password.")
    return address


def addresses(text: str) -> list[str]:
    """Whether these are sources, the whole folder decides: see checks.py."""
    found = plain(text).split(";") if text else []
    if "" in found:
        raise ValidationError("an address is missing beside a semicolon.")
    return found


def one_address(text: str) -> list[str]:
    return [required(plain)(text)]


def year(text: str) -> PartialDate | None:
    """The year alone, as the vaguest of dates."""
    if text and not YEAR.fullmatch(text):
        raise ValidationError(f"{text!r} is not a year.")
    return as_partial_date(text)


def required(read: Reader) -> Reader:
    def read_required(text: str) -> Any:
        if not text:
            raise ValidationError("is empty.")
        return read(text)

    return read_required


def optional(read: Reader) -> Reader:
    return lambda text: read(text) if text else ""


def filled(field: models.Field, text: str) -> Any:
    if isinstance(field, models.BooleanField):
        return boolean(text)
    if isinstance(field, models.IntegerField):
        return whole_number(text, most=MOST[field.get_internal_type()])
    if isinstance(field, models.DecimalField):
        return coordinate(text)
    if isinstance(field, models.TextField):
        MaxLengthValidator(field.max_length)(text)  # Django leaves it to the forms
    if any(isinstance(validator, URLValidator) for validator in field.validators):
        no_credentials(text)
    return field.clean(text, None)


def reader_of(model: type[models.Model], name: str) -> Reader:
    """How to read a column that fills this field, or is compared with it."""
    field: Any = model._meta.get_field(name)
    empty = "" if field.empty_strings_allowed else None

    @lru_cache(maxsize=REMEMBERED)
    def read(text: str) -> Any:
        text = plain(text)
        if text:
            return filled(field, text)
        if not field.blank:
            raise ValidationError("is empty.")
        return empty

    return read
