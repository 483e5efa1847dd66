"""The people: who they are, what happened to each, with its sources, and what we are asked to correct."""

from prisoners.models.correction import Correction
from prisoners.models.event import Event
from prisoners.models.family import PARTS, FactSource, FamilyWish, Part
from prisoners.models.life import Life, follows, life_told_by
from prisoners.models.portrait import Portrait
from prisoners.models.prisoner import FormerSlug, Prisoner, PrisonerQuerySet

__all__ = [
    "PARTS",
    "Correction",
    "Event",
    "FactSource",
    "FamilyWish",
    "FormerSlug",
    "Life",
    "Part",
    "Portrait",
    "Prisoner",
    "PrisonerQuerySet",
    "follows",
    "life_told_by",
]
