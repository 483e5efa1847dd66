"""A folder of files, read and checked, then written whole or not at all."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from campaign import revision
from campaign.loading.checks import languages, problems_of
from campaign.loading.comparing import Draft, Load
from campaign.loading.people import publish_prisoners, write_events, write_prisoners
from campaign.loading.promises import write_sponsorships
from campaign.loading.reading import LoadRefused, Problem, Row, read_table
from campaign.loading.tables import (
    EVENTS,
    FIGURES,
    NGOS,
    PRISONERS,
    SOURCES,
    SPONSORSHIPS,
    TABLES,
    TIMELINE,
    Table,
)
from campaign.loading.texts import FOLDER, read_texts
from campaign.loading.writing import remember, write_rows
from campaign.models import KeyFigure, LoadedRow, Ngo, PageText, Source, TimelineEntry
from prisoners.models import Prisoner

type Rows = Mapping[str, list[Row]]  # by file


def load_folder(folder: Path, *, overwrite: bool, now: datetime) -> Load:
    rows = read_folder(folder)
    with transaction.atomic():
        revision.moved()
        last = {(row.file, row.key): row.values for row in LoadedRow.objects.all()}
        load = Load(now=now, overwrite=overwrite, is_first=not Prisoner.objects.exists(), last=last)
        for file, found in rows.items():
            load.tallies[file].rows = len(found)
        write(rows, load=load)
        remember(load)
    return load


def read_folder(folder: Path) -> Rows:
    """Every row of every file; LoadRefused names all that is wrong."""
    problems: list[Problem] = []
    readings = {
        table.file: read_table(folder / table.file, columns=table.readers, problems=problems)
        for table in TABLES
    }
    texts = read_texts(folder / FOLDER, problems=problems)
    problems += problems_of(readings)
    problems += [problem for text in texts for problem in languages(text)]
    if problems:
        raise LoadRefused(problems)
    return {file: reading.rows for file, reading in readings.items()} | {FOLDER: texts}


def write(rows: Rows, *, load: Load) -> None:
    """What others name comes first."""
    ngos = drafts_of(NGOS, rows[NGOS.file])
    for position, draft in enumerate(ngos):
        draft.values["position"] = position
    write_rows(ngos, load=load, model=Ngo, key="slug")
    load.sources = write_rows(drafts_of(SOURCES, rows[SOURCES.file]), load=load, model=Source, key="url")
    men = write_prisoners(rows[PRISONERS.file], load=load)
    write_events(rows[EVENTS.file], load=load, men=men)
    publish_prisoners(rows[PRISONERS.file], load=load, men=men)
    write_sponsorships(rows[SPONSORSHIPS.file], load=load, men=men)
    write_rows(drafts_of(TIMELINE, rows[TIMELINE.file]), load=load, model=TimelineEntry, key="key")
    write_rows(drafts_of(FIGURES, rows[FIGURES.file]), load=load, model=KeyFigure, key="key")
    texts = [Draft(FOLDER, text.values.pop("page"), text, text.values) for text in rows[FOLDER]]
    write_rows(texts, load=load, model=PageText, key="page")


def drafts_of(table: Table, rows: list[Row]) -> list[Draft]:
    """For a file whose columns are fields and nothing else."""
    field = table.columns[table.key].fills
    drafts = []
    for row in rows:
        values = table.values_of(row.values)
        drafts.append(Draft(table.file, values.pop(field), row, values))
    return drafts


def report(load: Load) -> list[str]:
    """What the load did, in sentences for a terminal."""
    lines = list(load.remarks)
    touched = False
    for file, tally in load.tallies.items():
        changed = tally.changed - tally.new
        unchanged = tally.rows - len(tally.new | changed | tally.kept)
        touched = touched or bool(tally.new or changed)
        counts = {"new": tally.new, "changed": changed, "kept": tally.kept}
        numbers = ", ".join(f"{len(keys)} {what}" for what, keys in counts.items())
        lines.append(f"{file}: {numbers}, {unchanged} unchanged.")
    return lines if touched else [*lines, "Nothing has changed."]
