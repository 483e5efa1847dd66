"""Cells of spreadsheets: none that runs as a formula, and of a stranger's file no more than we take."""

import csv
import io
import re
import zipfile
import zlib
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from tablib.exceptions import TablibException

FORMULA = tuple("=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20")  # also as East Asian keyboards type them
# What a programme that reads a cell may strip from it first: spaces, and signs that nobody sees.
STRIPPED = re.compile("^[\\s\ufeff\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069]+")
IN_NO_SHEET = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LINES_MAX = 2_000
COLUMNS_MAX = 200  # a sheet may say that it has a million lines of sixteen thousand
# What the libraries say of a file that is none: zip, its packing, XML, and the table in it.
UNREADABLE = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, RuntimeError, EOFError,
    SyntaxError, csv.Error, zipfile.BadZipFile, zlib.error, InvalidFileException, TablibException,
)  # fmt: skip


def neutral(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets an apostrophe in front.

    What no sheet can hold, a control character that somebody pasted, stays out.
    """
    text = IN_NO_SHEET.sub("", text)
    return f"'{text}" if begins_as_a_formula(text) else text


def begins_as_a_formula(text: str) -> bool:
    return text.startswith(FORMULA) or STRIPPED.sub("", text).startswith(FORMULA)


def as_it_was(text: str) -> str:
    return text[1:] if text.startswith("'") and begins_as_a_formula(text[1:]) else text


def rows_of_xlsx(content: bytes) -> list[tuple[Any, ...]]:
    """Never more than we take, whatever its measures say it holds."""
    sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    rows = list(sheet.iter_rows(max_row=LINES_MAX + 2, max_col=COLUMNS_MAX, values_only=True))
    width = max((n for row in rows for n, cell in enumerate(row, start=1) if cell is not None), default=0)
    return [row[:width] for row in rows]
