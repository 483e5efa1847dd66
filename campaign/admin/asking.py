"""A page between a gesture and its effect: what will happen, what is still to be said, one button."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse


def address(row: Model, page: str = "change") -> str:
    """Of a record's page at the desk, or of the list it stands in."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    return reverse(name) if page == "changelist" else reverse(name, args=[row.pk])


def ask_first(
    desk: admin.ModelAdmin, request: HttpRequest, rows: Iterable[Model], *, action: str, **said: Any
) -> HttpResponse:
    """Show the page of an action. `said`: title, explained, button, and perhaps a form.

    Its button sends the same action again, with `sure`: see `is_sure`.
    """
    rows = list(rows)
    context = {
        **desk.admin_site.each_context(request),
        "action": action,
        "checkbox": ACTION_CHECKBOX_NAME,
        "list_address": reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist"),
        "media": desk.media,
        "opts": desk.opts,
        "rows": rows,
        **said,
    }
    return TemplateResponse(request, said.get("template", "admin/ask_first.html"), context)


def is_sure(request: HttpRequest) -> bool:
    """The button of the page between was pressed."""
    return "sure" in request.POST


def typed[Form: forms.Form](request: HttpRequest, form: type[Form], **given: Any) -> Form:
    """The form of the page between: empty at first, filled when it comes back."""
    return form(request.POST if is_sure(request) else None, **given)


def from_desk(request: HttpRequest) -> HttpResponse | None:
    """A gesture pressed on the first page leads back to it."""
    return HttpResponseRedirect(reverse("admin:index")) if "from_desk" in request.POST else None


def back_to(rows: Iterable[Model]) -> HttpResponse | None:
    """After the gesture: the page of the one record, or else the list."""
    rows = list(rows)
    return HttpResponseRedirect(address(rows[0])) if len(rows) == 1 else None
