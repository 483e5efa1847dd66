"""The people at the desk. Importing registers."""

from prisoners.admin.correction import CorrectionAdmin
from prisoners.admin.event import EventAdmin
from prisoners.admin.portrait import PortraitAdmin
from prisoners.admin.prisoner import PrisonerAdmin

__all__ = ["CorrectionAdmin", "EventAdmin", "PortraitAdmin", "PrisonerAdmin"]
