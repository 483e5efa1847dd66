"""Sponsors at the desk: a name, a place, an address of their own once they are public."""

import secrets
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from campaign.admin.desk import GestureAdmin
from campaign.admin.noted import NotesSearches
from sponsorships import services
from sponsorships.admin.files import file_address, link_to_file
from sponsorships.models import Sponsor


@admin.register(Sponsor)
class SponsorAdmin(NotesSearches, GestureAdmin):
    actions = ["accept_logo"]
    deleting = None
    fields = [
        "kind",
        "name",
        "country",
        ("department", "town"),
        ("latitude", "longitude"),
        ("website", "registration"),
        ("logo_file", "logo_accepted"),
        "slug",
    ]
    list_display = ["__str__", "kind", "country_name", "town"]
    list_filter = ["kind"]
    ordering = ["name", "pk"]
    readonly_fields = ["logo_accepted", "logo_file", "slug"]
    search_fields = ["name", "town", "department"]
    view_on_site = False

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, sponsor: Sponsor) -> str:
        return countries.name(str(sponsor.country))

    @admin.display(description=_("logo"))
    def logo_file(self, sponsor: Sponsor) -> str:
        return link_to_file(sponsor, "logo")

    @admin.action(description=_("Show the logo"), permissions=["decide"])
    def accept_logo(self, request: HttpRequest, queryset: QuerySet[Sponsor]) -> None:
        done = self.for_each(request, queryset, services.accept_logo, word=gettext("Show the logo"))
        if done:
            said = ngettext("%d logo is shown.", "%d logos are shown.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)

    def gestures(self, row: Sponsor) -> list[str]:
        return ["accept_logo"] if row.logo and not row.logo_accepted else []

    def get_urls(self) -> list[URLPattern]:
        return [file_address(self, "logo", lambda _request: Sponsor.objects.all()), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Sponsor, form: Any, change: bool) -> None:  # noqa: FBT001
        """The real address is given when the sponsor becomes public."""
        obj.slug = obj.slug or secrets.token_hex(8)
        obj.save()
