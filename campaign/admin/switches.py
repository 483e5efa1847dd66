"""The switches that staff turn when the site is under fire."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from campaign import revision
from campaign.admin.desk import Rights
from campaign.models import Role, Switches


@admin.register(Switches)
class SwitchesAdmin(Rights, admin.ModelAdmin):
    """One row, added by the first who turns a switch."""

    adding = changing = Role.MODERATOR
    deleting = None
    fields = ["form_closed", "proof_of_work", "read_only"]
    list_display = ["__str__", "form_closed", "proof_of_work", "read_only"]

    def save_model(self, request: HttpRequest, obj: Switches, form: Any, change: bool) -> None:  # noqa: FBT001
        """Where two turn one at the same moment, the second writes over the same row."""
        obj.pk = 1
        with transaction.atomic():
            revision.moved()  # every process looks again within a second
            obj.save()

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where the row stands already, it is that one which is turned."""
        switches = Switches.objects.first()
        if switches is None or not self.has_change_permission(request):
            return super().add_view(request, form_url, extra_context)
        return HttpResponseRedirect(reverse("admin:campaign_switches_change", args=[switches.pk]))
