"""The folder texts/: the words of the pages, in files `<page>.<language>.md`.

A file holds `# Title`, perhaps `> description` on the second line, an empty line, and the text.
"""

import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from campaign.loading.cells import reader_of
from campaign.loading.reading import Problem, Row, text_of
from campaign.models import PageText

FOLDER = "texts"
NAME = re.compile(r"([a-z_]+)\.([a-z]{2})\.md")
PARTS = re.compile(r"(# (?P<title>.*)\n)?(> (?P<description>.*)\n)?(?P<gap>\n)?\n*(?P<body>[\s\S]*)")
LANGUAGES = dict(settings.LANGUAGES)
PAGES = set(PageText.Page.values)


def read_texts(folder: Path, *, problems: list[Problem]) -> list[Row]:
    """One row a page, from its two files; none where there is no folder."""
    pages: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for path in sorted(folder.glob("*.md")):
        name, found = f"{FOLDER}/{path.name}", NAME.fullmatch(path.name)
        if found is None or found[1] not in PAGES or found[2] not in LANGUAGES:
            reason = f"no page has this name: write <page>.fr.md and <page>.en.md, a page of {sorted(PAGES)}."
            problems.append(Problem(name, 1, "", reason))
        else:
            pages[found[1]][found[2]] = read_text(path, Row(name, 1, {}), found[2], problems)
    for page, rows in pages.items():
        for language in LANGUAGES.keys() - rows.keys():
            missing = f"{FOLDER}/{page}.{language}.md"
            problems.append(Problem(missing, 1, "", "this file is missing: both languages are needed."))
    return [one_row(page, list(rows.values())) for page, rows in pages.items()]


def read_text(path: Path, row: Row, language: str, problems: list[Problem]) -> Row:
    """The parts that are right, by the name of their field."""
    text = text_of(path, name=row.file, problems=problems)
    found = PARTS.fullmatch((text or "").replace("\r\n", "\n").rstrip())
    if text is None or found is None:
        return row
    if found["gap"] is None:
        problems.append(Problem(row.file, 1, "", "an empty line must stand between the title and the text."))
    for part in ["title", "description", "body"]:
        field = f"{part}_{language}"
        try:
            row.values[field] = reader_of(PageText, field)(found[part] or "")
        except ValidationError as error:
            line = found.string.count("\n", 0, max(found.start(part), 0)) + 1
            problems.append(Problem(row.file, line, part, " ".join(error.messages)))
    return row


def one_row(page: str, rows: list[Row]) -> Row:
    values = {"page": page} | {field: text for row in rows for field, text in row.values.items()}
    return Row(rows[0].file, 1, values)
