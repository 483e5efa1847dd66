"""Portraits at the desk."""

from django.contrib import admin

from campaign.admin.photographs import PhotographAdmin
from prisoners.models import Portrait


@admin.register(Portrait)
class PortraitAdmin(PhotographAdmin):
    about = ["prisoner", "consent_on", "consent_how"]
    autocomplete_fields = ["prisoner"]
    list_display = ["prisoner", "credit", "is_public", "consent_on", "proposed_ngo", "confirmed_ngo"]
    list_select_related = ["prisoner", "proposed_ngo", "confirmed_ngo"]
    search_fields = ["prisoner__name_fr", "prisoner__name_en", "credit"]
