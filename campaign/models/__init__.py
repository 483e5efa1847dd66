"""The ground: the three NGOs and their people, sources, texts, the outbox, what was loaded."""

from campaign.models.letters import Letter
from campaign.models.loaded import LoadedRow
from campaign.models.ngo import Ngo, User
from campaign.models.pages import KeyFigure, PageText, TimelineEntry
from campaign.models.source import Source

__all__ = ["KeyFigure", "Letter", "LoadedRow", "Ngo", "PageText", "Source", "TimelineEntry", "User"]
