"""Texts of which one language is behind the other: read again, and said to be right."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.asking import from_desk
from campaign.admin.desk import Rights
from campaign.models import Behind, Role


@admin.register(Behind)
class BehindAdmin(Rights, admin.ModelAdmin):
    """Made by editing one language; gone by editing the other, or by the word of a person."""

    actions = ["still_right"]
    adding = changing = deleting = None
    deciding = Role.CASE_WORKER
    list_display = ["where", "language", "before", "after", "since_at"]
    list_display_links = None
    list_filter = ["language", "of"]
    ordering = ["since_at", "pk"]
    search_fields = ["title", "after"]

    @admin.display(description=_("record"), ordering="title")
    def where(self, behind: Behind) -> str:
        return format_html('<a href="{}">{}</a>', behind.address, behind)

    @admin.action(description=_("I have read both: it is right"), permissions=["decide"])
    def still_right(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        queryset.delete()
        said = gettext("Noted: both languages say the same.")
        self.message_user(request, said, messages.SUCCESS)
        return from_desk(request)
