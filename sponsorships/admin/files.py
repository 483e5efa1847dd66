"""What sponsors sent, for the desks that may see it: always as a file to keep, never as a page to open."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from campaign.admin.desk import signed_in
from sponsorships.models import Contact, Sponsorship

Rows = Callable[[HttpRequest], QuerySet[Any]]


def file_address(model_admin: admin.ModelAdmin, column: str, rows: Rows) -> URLPattern:
    """Of the file in a column; `rows` are those whose file this desk may see."""

    def give(request: HttpRequest, pk: int) -> HttpResponseBase:
        file: FieldFile = getattr(get_object_or_404(rows(request).exclude(**{column: ""}), pk=pk), column)
        name = f"libertas-{column}-{pk}.{str(file).rpartition('.')[2]}"
        return FileResponse(file.open(), as_attachment=True, filename=name)

    view = model_admin.admin_site.admin_view(never_cache(give))
    return path(f"<int:pk>/{column}/", view, name=name_of(model_admin.model, column))


def name_of(model: Any, column: str) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_{column}"


def link_to_file(row: Any, column: str) -> str:
    if not getattr(row, column):
        return "–"
    address = reverse(f"admin:{name_of(type(row), column)}", args=[row.pk])
    return format_html('<a href="{}" download>{}</a>', address, gettext("Download"))


class GivesDeed:
    """The deed bears a person's signature: who may not read the contact does not see it."""

    @admin.display(description=_("signed deed (scan)"))
    def deed_file(self, sponsorship: Sponsorship) -> str:
        return link_to_file(sponsorship, "deed")

    def get_urls(self) -> list[URLPattern]:
        def readable(request: HttpRequest) -> QuerySet[Sponsorship]:
            return Sponsorship.objects.filter(contact__in=Contact.objects.visible_to(signed_in(request)))

        return [file_address(self, "deed", readable), *super().get_urls()]  # type: ignore[arg-type,misc]
