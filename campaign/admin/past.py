"""The past of a record: who changed what, of which NGO, from what to what; an old version brought back."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from campaign.admin import by_form
from campaign.admin.by_form import Change
from campaign.kit.refusal import Refused

SHOWN = 200  # versions; what is older stays in the table


@dataclass(frozen=True)
class Version:
    """One moment at which the record was saved."""

    row: Any
    changes: list[Change]

    @property
    def by(self) -> str:
        return str(self.row.history_user) if self.row.history_user else _("the site, or the sponsor")

    @property
    def ngo(self) -> str:
        return str(self.row.history_user.ngo or "") if self.row.history_user else ""


def said(row: Any, field: models.Field) -> str:
    """A value as the page would show it; a record that is gone, by its number."""
    value = getattr(row, field.attname)
    if value in (None, ""):
        return "–"
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._default_manager.filter(pk=value).first() or value)
    return str(dict(field.flatchoices).get(value, value))


def changes(newer: Any, older: Any | None) -> list[Change]:
    return [
        (str(field.verbose_name), said(older, field) if older else "", said(newer, field))
        for field in newer.tracked_fields
        if not field.primary_key
        and (
            getattr(newer, field.attname) != getattr(older, field.attname)
            if older
            else said(newer, field) != "–"
        )
    ]


def versions(row: models.Model) -> list[Version]:
    kept = row.history.select_related("history_user__ngo").order_by("-history_date", "-history_id")  # type: ignore[attr-defined]
    rows = [*kept[:SHOWN], None]
    told = [Version(newer, changes(newer, older)) for newer, older in pairwise(rows)]
    return [version for version in told if version.changes]


class Past(admin.ModelAdmin):
    """Pages with a past: read by whoever reads the record; nothing here edits or deletes it."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if not hasattr(self.model, "history") or row is None:
            return super().history_view(request, object_id, extra_context)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if request.method == "POST":
            return self.bring_back(request, row)
        context = {
            **self.admin_site.each_context(request),
            "may_bring_back": self.has_change_permission(request, row),
            "opts": self.opts,
            "row": row,
            "title": _("History: %s") % row,
            "versions": versions(row),
        }
        return TemplateResponse(request, "admin/past.html", context)

    def bring_back(self, request: HttpRequest, row: Any) -> HttpResponse:
        """Through the form and the services of its page: what another NGO must confirm waits again."""
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        number = request.POST.get("version", "")
        old = row.history.filter(pk=number).first() if number.isdecimal() else None
        if old is None:
            raise Http404
        given = {field.name: getattr(old, field.attname) for field in old.tracked_fields}
        try:
            with transaction.atomic():
                done = by_form.save(self, request, row, given)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        else:
            word = _("The old version is back.") if done else _("Nothing on this page differs from it.")
            self.message_user(request, word, messages.SUCCESS if done else messages.WARNING)
        return HttpResponseRedirect(request.get_full_path())
