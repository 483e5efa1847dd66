"""Two columns, one word: `name = Translated()` reads name_fr or name_en."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation


def current_language() -> str:
    """ "fr" or "en", whatever the thread has active."""
    return of_ours(translation.get_language())


@lru_cache(maxsize=100)
def of_ours(language: str | None) -> str:
    short = (language or "")[:2]
    return short if short in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class Translated:
    """The column of the page's language. No silent fall-back: what is missing reads empty."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: models.Model | None, owner: type) -> Any:
        if instance is None:
            return self
        return getattr(instance, f"{self.name}_{current_language()}")


def both_or_neither(name: str) -> Q:
    """The condition of a constraint: the French column is filled exactly when the English one is."""
    empty = Q(**{f"{name}_fr": "", f"{name}_en": ""})
    return empty | ~Q(**{f"{name}_fr": ""}) & ~Q(**{f"{name}_en": ""})


def both(name: str) -> Q:
    """The condition of a constraint: neither language is missing."""
    return ~Q(**{f"{name}_fr": ""}) & ~Q(**{f"{name}_en": ""})
