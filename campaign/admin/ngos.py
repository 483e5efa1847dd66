"""The three NGOs: what their public page says, and which countries each follows."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import DeskAdmin, signed_in
from campaign.models import Ngo, Role


@admin.register(Ngo)
class NgoAdmin(DeskAdmin):
    adding = deleting = None
    changing = Role.COORDINATOR
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

    def has_change_permission(self, request: HttpRequest, obj: Ngo | None = None) -> bool:
        """Each speaks for itself."""
        user = signed_in(request)
        own = obj is None or user.is_superuser or obj.pk == user.ngo_id
        return own and super().has_change_permission(request, obj)
