"""The back office of the ground: staff, NGOs, texts, sources, the outbox. Importing registers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaign.admin.access import AccessAdmin
from campaign.admin.letters import LetterAdmin
from campaign.admin.ngos import NgoAdmin
from campaign.admin.photographs import CampaignPictureAdmin
from campaign.admin.switches import SwitchesAdmin
from campaign.admin.texts import KeyFigureAdmin, PageTextAdmin, SourceAdmin, TimelineEntryAdmin
from campaign.admin.translations import BehindAdmin
from campaign.admin.users import UserAdmin

__all__ = [
    "AccessAdmin",
    "BehindAdmin",
    "CampaignPictureAdmin",
    "KeyFigureAdmin",
    "LetterAdmin",
    "NgoAdmin",
    "PageTextAdmin",
    "SourceAdmin",
    "SwitchesAdmin",
    "TimelineEntryAdmin",
    "UserAdmin",
]

admin.site.site_header = admin.site.site_title = _("Libertas campaign")
admin.site.index_title = _("What do you want to do?")
