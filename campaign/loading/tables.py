"""The seven files: their columns, what each is read as, and the field that it fills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from campaign.loading.cells import Reader, addresses, one_address, optional, reader_of, required, year
from campaign.models import KeyFigure, Ngo, Source, TimelineEntry
from prisoners.models import Event, Prisoner
from sponsorships.models import Sponsor, Sponsorship

SPONSOR = "sponsor__"  # before the name of a field: of the sponsor, not of the sponsorship


@dataclass(frozen=True)
class Column:
    """How a cell is read, and the field it fills: none where the file's own code reads it."""

    read: Reader
    fills: str = ""


@dataclass(frozen=True)
class Table:
    file: str
    key: str
    columns: Mapping[str, Column]

    @property
    def readers(self) -> dict[str, Reader]:
        return {name: column.read for name, column in self.columns.items()}

    def values_of(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """By field; the addresses of sources from all their columns."""
        values = {column.fills: cells[name] for name, column in self.columns.items() if column.fills}
        if not self.columns.keys().isdisjoint(SOURCE_COLUMNS):
            values["sources"] = urls_of(cells)
        return values


def urls_of(cells: Mapping[str, Any]) -> list[str]:
    return [url for name in SOURCE_COLUMNS for url in cells.get(name, [])]


def filling(model: type[models.Model], *names: str, prefix: str = "", **columns: str) -> dict[str, Column]:
    """Columns that fill a field: the one of their name, or `column="field"`."""
    fields = {name: name for name in names} | columns
    return {name: Column(reader_of(model, field), prefix + field) for name, field in fields.items()}


def telling(model: type[models.Model], *names: str, **columns: str) -> dict[str, Column]:
    """Columns read as the field would be, and used otherwise."""
    return {name: Column(column.read) for name, column in filling(model, *names, **columns).items()}


SOURCE_COLUMNS = ["sources", "source_url", "more_source_urls"]
SOURCED = {"source_url": Column(one_address), "more_source_urls": Column(addresses)}

NGOS = Table(
    "ngos.csv", "slug", filling(Ngo, "slug", "name_en", "name_fr", "city", "country", "website", "follows")
)
SOURCES = Table(
    "sources.csv", "url", filling(Source, "url", "publisher", "language", "kind", source_date="published_on")
)
TIMELINE = Table(
    "context_events.csv",
    "id",
    filling(TimelineEntry, "title_en", "title_fr", "text_en", "text_fr", id="key", date="happened_on")
    | SOURCED,
)
FIGURES = Table(
    "key_figures.csv", "id", filling(KeyFigure, "value", "label_en", "label_fr", "as_of", id="key") | SOURCED
)
PRISONERS = Table(
    "prisoners.csv",
    "slug",
    filling(
        Prisoner, "slug", "name_en", "name_fr", "name_hy", "other_spellings", "category", "one_of_the_23",
        "role_en", "role_fr", "capture_place_en", "capture_place_fr", "charges_en", "charges_fr", "court_en",
        "court_fr", "sentence_years", "sentence_life", "icrc_confirmed",
        birth_date="born_on", sentence_date="sentenced_on",
    )
    | telling(Prisoner, "published", "status", capture_date="captured_on", status_date="status_on")
    | {"birth_year": Column(year), "sources": Column(addresses)},
)  # fmt: skip
EVENTS = Table(
    "prisoner_events.csv",
    "id",
    filling(Event, "kind", "text_en", "text_fr", id="key", date="happened_on")
    | telling(Prisoner, "slug")
    | SOURCED,
)
SPONSORSHIPS = Table(
    "sponsorships.csv",
    "id",
    filling(Sponsorship, "whom", "date_kind", "note_en", "note_fr", date="adhered_on")
    | filling(
        Sponsor,
        "country",
        "department",
        "latitude",
        "longitude",
        sponsor_kind="kind",
        city="town",
        prefix=SPONSOR,
    )
    | telling(Sponsorship, "state", "published")
    | telling(Sponsor, id="slug")
    | {
        "sponsor_name": Column(required(reader_of(Sponsor, "name"))),
        "prisoner_slug": Column(optional(reader_of(Prisoner, "slug"))),
    }
    | SOURCED,
)
TABLES = [NGOS, SOURCES, PRISONERS, EVENTS, SPONSORSHIPS, TIMELINE, FIGURES]
