"""Readers get one style sheet, made of all the small ones."""

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from campaign.kit.stylesheets import COMMENT, SHEET, OneStyleSheetStorage

STATIC = Path(settings.BASE_DIR / "static")


def collected(tmp_path):
    """The style sheet as it stands after the static files were collected."""
    ours = FileSystemStorage(location=STATIC)
    paths = {f"css/{file.name}": (ours, f"css/{file.name}") for file in (STATIC / "css").glob("*.css")}
    storage = OneStyleSheetStorage(location=tmp_path, base_url="/static/")
    storage.manifest_strict = False
    next(storage.post_process(paths))
    return (tmp_path / SHEET).read_text()


def test_every_sheet_of_the_repository_reaches_the_reader_in_one_answer(tmp_path):
    whole = collected(tmp_path)

    assert "@import" not in whole
    for file in (STATIC / "css").glob("*.css"):
        rules = [line.strip() for line in COMMENT.sub("", file.read_text()).splitlines()]
        assert all(rule in whole for rule in rules if rule and "@import" not in rule), file.name


def test_what_is_for_paper_stays_for_paper(tmp_path):
    assert "@media print" in collected(tmp_path)


def test_every_class_of_the_sheets_stands_in_a_template_or_in_what_draws_one():
    """Found by its word: a class that nothing writes styles nothing."""
    rooms = ["campaign", "prisoners", "sponsorships", "templates", "static/js"]
    files = [file for room in rooms for file in (settings.BASE_DIR / room).rglob("*.*")]
    words = set()
    for file in files:
        if file.suffix in {".html", ".py", ".js", ".svg"}:
            words.update(re.findall(r"[\w-]+", file.read_text()))
    for sheet in (STATIC / "css").glob("*.css"):
        rules = COMMENT.sub("", sheet.read_text())
        selectors = re.findall(r"[^{};]+(?=\{)", rules)
        classes = set(re.findall(r"\.([a-z][\w-]*)", " ".join(selectors)))
        assert classes <= words | {"errorlist"}, f"{sheet.name}: {classes - words}"  # written by Django
