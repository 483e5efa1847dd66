"""The two pages of a list as a file: take it out as it is filtered; bring it back after a look."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.admin import sheets
from campaign.admin.noted import note_access
from campaign.admin.sheets import FORMATS, SheetForm
from campaign.kit.refusal import Refused


class ExportForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of file"), choices=[("xlsx", "XLSX (Excel, LibreOffice)"), ("csv", "CSV")]
    )

    reason = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=300,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("Kept two years in the access log, with your name and the number of lines."),
    )


class ExportFormOfPersons(ExportForm):
    with_addresses = forms.BooleanField(
        label=gettext_lazy("With the names and addresses of contacts"),
        label_suffix="",
        required=False,
        help_text=gettext_lazy(
            "Only of those whom you may read. Such a file cannot be brought back; "
            "delete it once it has served."
        ),
    )


class Sheets(admin.ModelAdmin):
    """A list that can be taken out as a file and, where its records are edited by hand, brought back."""

    change_list_template = "admin/change_list_with_sheets.html"
    address_columns: list[str] = []  # of the persons behind the records; only when they are asked for

    def addresses_of(self, request: HttpRequest, keys: Iterable[Any]) -> dict[Any, list[str]]:
        """The cells of these columns, for each record whose person this desk may read."""
        return {}

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("export/", self.admin_site.admin_view(self.export_view), name=f"{name}_export"),
            path("import/", self.admin_site.admin_view(self.import_view), name=f"{name}_import"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"filters": urlencode(list(request.GET.items())), "may_import": self.may_import(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def may_import(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) or self.has_add_permission(request)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)
        form_class = ExportFormOfPersons if self.address_columns else ExportForm
        form = form_class(request.POST if request.method == "POST" else None)
        if form.is_valid() and form.cleaned_data["kind"] in FORMATS:
            made = sheets.table(self, request, rows)
            noted = f"{self.opts.label_lower}: {len(made)}"
            if form.cleaned_data.get("with_addresses"):
                told = self.addresses_of(request, [row.pk for row in rows])
                cells = [told.get(row.pk, [""] * len(self.address_columns)) for row in rows]
                sheets.widen(made, self.address_columns, cells)
                noted += f", addresses: {len(told)}"
            note_access(request, "exported", noted, reason=form.cleaned_data["reason"])
            return sheets.as_file(made, kind=form.cleaned_data["kind"], name=str(self.opts.model_name))
        return self.sheet_page(request, "admin/export.html", title=_("Export"), form=form, count=rows.count())

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        if "lines" in request.POST:
            return self.import_what_was_seen(request)
        form = SheetForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            return self.show_plan(request, form.cleaned_data["sheet"])
        columns = [sheets.key_of(self.model), *sheets.columns_of(self, request)]
        return self.sheet_page(request, "admin/import.html", title=_("Import"), form=form, columns=columns)

    def show_plan(self, request: HttpRequest, lines: list[dict[str, str]]) -> HttpResponse:
        plan = sheets.bring_in(self, request, lines, sure=False)
        try:
            carried = sheets.carried(lines, salt=self.salt(request))
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.path)
        return self.sheet_page(request, "admin/import.html", title=_("Import"), plan=plan, lines=carried)

    def import_what_was_seen(self, request: HttpRequest) -> HttpResponse:
        try:
            lines = sheets.brought_back(request.POST["lines"], salt=self.salt(request))
        except signing.BadSignature:
            self.message_user(request, _("This page has grown old: choose the file again."), messages.ERROR)
            return HttpResponseRedirect(request.path)
        plan = sheets.bring_in(self, request, lines, sure=True)
        if plan.refused:  # somebody changed a record meanwhile
            return self.show_plan(request, lines)
        count = len(plan.new) + len(plan.changed)
        said = ngettext("%d line is written.", "%d lines are written.", count) % count
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def salt(self, request: HttpRequest) -> str:
        return f"import {self.opts.label} {request.user.pk}"

    def sheet_page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, shared | context)
