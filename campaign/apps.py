"""The name of this room in the admin, and the site that the admin is."""

from django.apps import AppConfig
from django.contrib.admin import apps
from django.utils.translation import gettext_lazy as _


class CampaignConfig(AppConfig):
    default = True
    name = "campaign"
    verbose_name = _("The campaign")


class DeskConfig(apps.AdminConfig):
    default = False
    default_site = "campaign.desk.DeskSite"
