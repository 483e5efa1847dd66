"""Where an event stands between two NGOs, and the word of who refuses it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prisoners.models import Event


class Confirmation(admin.SimpleListFilter):
    title = _("confirmation")
    parameter_name = "confirmation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("waiting for confirmation")),
            ("confirmed", _("confirmed")),
            ("refused", pgettext_lazy("events", "refused")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event] | None:
        chosen = {
            "waiting": Event.objects.waiting,
            "confirmed": Event.objects.confirmed,
            "refused": Event.objects.refused,
        }.get(self.value() or "")
        return queryset.filter(pk__in=chosen()) if chosen else None


class RefusalForm(forms.Form):
    word = forms.CharField(
        label=_("Why?"),
        max_length=1_000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Whoever proposed it reads your words here. They are never public."),
    )
