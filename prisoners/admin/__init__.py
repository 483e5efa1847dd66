"""The people at the desk. Importing registers."""

from prisoners.admin.event import EventAdmin
from prisoners.admin.prisoner import PrisonerAdmin

__all__ = ["EventAdmin", "PrisonerAdmin"]
