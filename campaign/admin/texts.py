"""The campaign's words and figures, and the sources under them."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import DeskAdmin, LinesField
from campaign.models import KeyFigure, PageText, Role, Source, TimelineEntry
from campaign.models.pages import PLACEHOLDERS

HOW_TO_WRITE = format_lazy(
    "{} {}",
    _(
        "Markdown: an empty line between paragraphs, ## before a title, - before the items of a list, "
        "[words](page:sponsor) for a link to a page of ours. Never type a figure: write one of these "
        "words, and the site counts."
    ),
    " ".join(f"{{{name}}}" for name in PLACEHOLDERS),
)


@admin.register(PageText)
class PageTextAdmin(DeskAdmin):
    """One language after the other: both are read by the same eyes before saving."""

    adding = changing = Role.MODERATOR
    deleting = None
    fieldsets = [
        (None, {"fields": ["page"]}),
        (_("French"), {"fields": ["title_fr", "description_fr", "body_fr"], "description": HOW_TO_WRITE}),
        (_("English"), {"fields": ["title_en", "description_en", "body_en"], "description": HOW_TO_WRITE}),
    ]
    formfield_overrides = {
        models.TextField: {"form_class": LinesField, "widget": AdminTextareaWidget(attrs={"rows": 25})}
    }
    list_display = ["page", "title_fr", "title_en"]
    ordering = ["page"]
    search_fields = ["title_fr", "title_en", "body_fr", "body_en"]

    def get_readonly_fields(self, request: HttpRequest, obj: PageText | None = None) -> list[str]:
        return ["page"] if obj else []


@admin.register(TimelineEntry)
class TimelineEntryAdmin(DeskAdmin):
    adding = changing = Role.MODERATOR
    autocomplete_fields = ["sources"]
    fields = ["key", "happened_on", ("title_fr", "title_en"), ("text_fr", "text_en"), "sources"]
    list_display = ["happened_on", "title_fr", "title_en"]
    list_display_links = ["happened_on", "title_fr"]
    ordering = ["-happened_on", "key"]
    search_fields = ["title_fr", "title_en", "text_fr", "text_en"]

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: TimelineEntry | None = None
    ) -> dict[str, Any]:
        return {} if obj else {"key": ["happened_on", "title_en"]}

    def get_readonly_fields(self, request: HttpRequest, obj: TimelineEntry | None = None) -> list[str]:
        return ["key"] if obj else []


@admin.register(KeyFigure)
class KeyFigureAdmin(DeskAdmin):
    """Figures that no record counts. Texts name them by their key, so none is ever deleted."""

    adding = changing = Role.MODERATOR
    deleting = None
    autocomplete_fields = ["sources"]
    fields = ["key", "value", "as_of", ("label_fr", "label_en"), "sources"]
    list_display = ["value", "label_fr", "label_en", "as_of"]
    list_display_links = ["value", "label_fr"]
    ordering = ["key"]
    search_fields = ["label_fr", "label_en"]

    def get_readonly_fields(self, request: HttpRequest, obj: KeyFigure | None = None) -> list[str]:
        return ["key"] if obj else []


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    """Corrected, never deleted: a fact must not lose the page that it rests on."""

    deleting = None
    fields = ["url", "title", "publisher", "published_on", "language", "kind", "archived_url"]
    list_display = ["publisher", "title", "published_on", "language", "kind"]
    list_display_links = ["publisher", "title"]
    list_filter = ["kind", "language"]
    ordering = ["-published_on", "publisher", "pk"]
    search_fields = ["publisher", "title", "url", "published_on"]
