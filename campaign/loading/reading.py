"""Files read strictly: UTF-8 without a byte order mark, exact columns; every problem has its place."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError

from campaign.loading.cells import Reader

MOST_SHOWN = 200  # problems: who has more has chosen the wrong file
SHOWN = 60  # characters of a name that is not ours: a whole line may stand where a header should


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where an editor shows it."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        column = f", column {self.column[:SHOWN]}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.reason}"


class LoadRefused(Exception):
    """Something is wrong with the files: nothing was loaded."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"and {len(self.problems) - MOST_SHOWN} more")
        return "\n".join([*lines, f"Nothing was loaded. Problems: {len(self.problems)}."])


@dataclass(frozen=True)
class Row:
    """One record. `values` holds what its cells say, without those that are wrong."""

    file: str
    line: int
    values: dict[str, Any]
    is_sound: bool = True

    def problem(self, column: str, reason: str) -> Problem:
        return Problem(self.file, self.line, column, reason)


@dataclass(frozen=True)
class Reading:
    """A file's rows; `is_whole` is false where lines could not be read, and more may be missing."""

    rows: list[Row]
    is_whole: bool = True


def text_of(path: Path, *, name: str, problems: list[Problem]) -> str | None:
    try:
        content = path.read_bytes()
    except OSError as error:  # missing, forbidden, a folder
        problems.append(Problem(name, 1, "", f"the file cannot be read ({error.strerror})."))
        return None
    try:
        text = content.decode()
    except UnicodeDecodeError:  # on which lines, is looked for now
        problems += broken_lines(content, name=name)
        return None
    if text.startswith("\ufeff"):
        problems.append(Problem(name, 1, "", "begins with a byte order mark: save as UTF-8 without BOM."))
        return None
    return text


def broken_lines(content: bytes, *, name: str) -> Iterator[Problem]:
    for number, line in enumerate(content.split(b"\n"), 1):
        try:
            line.decode()
        except UnicodeDecodeError as error:
            yield Problem(name, number, f"byte {error.start + 1}", "this is not UTF-8.")


def records(text: str, *, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it begins: a cell may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:  # a quote that is not closed, a cell of more than 128 KB
            problems.append(Problem(name, begins, "", f"this is not CSV ({error})."))
            return
        if cells is None:
            return
        yield begins, cells


def header_problems(header: list[str], *, columns: Mapping[str, Reader]) -> Iterator[tuple[str, str]]:
    for column in sorted(set(header)):
        if column not in columns:
            yield column, "this column is unknown."
        elif header.count(column) > 1:
            yield column, "this column stands twice."
    for column in columns:
        if column not in header:
            yield column, "this column is missing."


def read_table(path: Path, *, columns: Mapping[str, Reader], problems: list[Problem]) -> Reading:
    name = path.name
    text = text_of(path, name=name, problems=problems)
    if text is None:
        return Reading([], is_whole=False)
    before = len(problems)
    lines = records(text, name=name, problems=problems)
    _, header = next(lines, (1, []))
    problems += [Problem(name, 1, *found) for found in header_problems(header, columns=columns)]
    if len(problems) > before:
        return Reading([], is_whole=False)
    rows, is_whole = [], True
    for line, cells in lines:
        if len(cells) == len(header):
            rows.append(read_row(Row(name, line, dict(zip(header, cells, strict=True))), columns, problems))
        else:
            is_whole = False
            problems.append(Problem(name, line, "", f"{len(cells)} cells instead of {len(header)}."))
    return Reading(rows, is_whole=is_whole)


def read_row(row: Row, columns: Mapping[str, Reader], problems: list[Problem]) -> Row:
    values = {}
    for column, text in row.values.items():
        try:
            values[column] = columns[column](text)
        except ValidationError as error:
            problems.append(row.problem(column, " ".join(error.messages)))
    return replace(row, values=values, is_sound=len(values) == len(columns))
