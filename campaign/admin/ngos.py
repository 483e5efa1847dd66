"""The three NGOs: what their public page says, and which countries each follows."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import DeskAdmin
from campaign.models import Ngo


@admin.register(Ngo)
class NgoAdmin(DeskAdmin):
    fieldsets = [
        (None, {"fields": [("name_fr", "name_en"), "slug", "position", ("city", "country")]}),
        (
            _("Public page and legal notice"),
            {
                "fields": ["website", "email", "address", "publication_director", "host"],
                "description": _("What is left empty is left out of the page."),
            },
        ),
        (_("Requests"), {"fields": ["follows"]}),
    ]
    list_display = ["shown_name", "city", "follows", "website"]
    ordering = ["position", "slug"]
    search_fields = ["name_fr", "name_en", "city"]

    @admin.display(description=_("name"), ordering="name_fr")
    def shown_name(self, ngo: Ngo) -> str:
        return ngo.name

    def has_delete_permission(self, request: HttpRequest, obj: Ngo | None = None) -> bool:
        return False
