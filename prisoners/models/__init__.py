"""The people: who they are, and what happened to each, with its sources."""

from prisoners.models.event import Event
from prisoners.models.life import Life, follows, life_told_by
from prisoners.models.prisoner import FormerSlug, Prisoner, PrisonerQuerySet

__all__ = ["Event", "FormerSlug", "Life", "Prisoner", "PrisonerQuerySet", "follows", "life_told_by"]
