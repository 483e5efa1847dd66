"""A copy of data/ that a test may spoil, and the command that loads it."""

import csv
from io import StringIO
from pathlib import Path

from django.core.management import call_command


def load(folder: Path, **options: bool) -> str:
    """What `manage.py load_campaign` prints."""
    printed = StringIO()
    call_command("load_campaign", str(folder), stdout=printed, **options)
    return printed.getvalue()


def edit(path: Path, old: str | bytes, new: str | bytes) -> None:
    """Replace the one place where `old` stands."""
    old, new = (part.encode() if isinstance(part, str) else part for part in (old, new))
    content = path.read_bytes()
    assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {path.name}"
    path.write_bytes(content.replace(old, new))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def change(path: Path, key: str, **cells: str) -> None:
    """Write cells of the row whose first cell is `key`."""
    rows = rows_of(path)
    [row] = [row for row in rows if next(iter(row.values())) == key]
    row |= cells
    write_rows(path, rows)


def add(path: Path, like: str, **cells: str) -> None:
    """Add a row at the end: as the row whose first cell is `like`, but for these cells."""
    rows = rows_of(path)
    [row] = [row for row in rows if next(iter(row.values())) == like]
    write_rows(path, [*rows, row | cells])
