"""The ground: the three NGOs and their people, sources, texts, the outbox, what was loaded, the revision."""

from campaign.models.access import Access
from campaign.models.behind import Behind
from campaign.models.letters import Letter
from campaign.models.limits import Switches, Tally
from campaign.models.loaded import LoadedRow
from campaign.models.ngo import Ngo, closest
from campaign.models.pages import KeyFigure, PageText, TimelineEntry
from campaign.models.photograph import CampaignPicture, Photograph
from campaign.models.removal import Removal
from campaign.models.revision import Revision
from campaign.models.signing_in import DeskSession, Invitation, LostFactor, SignInTries
from campaign.models.source import Source
from campaign.models.user import Role, User

__all__ = [
    "Access",
    "Behind",
    "CampaignPicture",
    "DeskSession",
    "Invitation",
    "KeyFigure",
    "Letter",
    "LoadedRow",
    "LostFactor",
    "Ngo",
    "PageText",
    "Photograph",
    "Removal",
    "Revision",
    "Role",
    "SignInTries",
    "Source",
    "Switches",
    "Tally",
    "TimelineEntry",
    "User",
    "closest",
]
