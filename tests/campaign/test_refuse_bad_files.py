"""A line that is wrong is named with its file, line, column and reason, and nothing is loaded."""

import re
import shutil

import pytest
from django.conf import settings
from django.core.management import CommandError

from campaign.models import LoadedRow, Source
from prisoners.models import Prisoner
from sponsorships.models import Sponsorship
from tests.folders import add, change, edit, load

pytestmark = pytest.mark.django_db

MEN, EVENTS, PROMISES = "prisoners.csv", "prisoner_events.csv", "sponsorships.csv"
RUBEN, LYON, WAR = "ruben-vardanyan", "lyon", "2020-09-27-war"

# File, key of the row, cells; then the line and the column that are named, and words of the reason.
BAD_CELLS = [
    (MEN, RUBEN, {"name_en": ""}, 9, "name_en", "is empty"),
    (MEN, RUBEN, {"name_fr": "R" * 121}, 9, "name_fr", "at most 120 characters"),
    (MEN, RUBEN, {"charges_fr": "R" * 3_001}, 9, "charges_fr", "at most 3000 characters"),
    (MEN, RUBEN, {"name_en": "Ruben\0"}, 9, "name_en", "U+0000"),
    (MEN, RUBEN, {"name_en": "Ruben\u202e"}, 9, "name_en", "U+202E"),
    (MEN, RUBEN, {"name_en": "Ruben "}, 9, "name_en", "ends with a space"),
    (MEN, RUBEN, {"role_fr": ""}, 9, "role_fr", "both languages are needed"),
    (MEN, RUBEN, {"role_en": ""}, 9, "role_en", "both languages are needed"),
    (MEN, RUBEN, {"category": "hostage"}, 9, "category", "not a valid choice"),
    (MEN, RUBEN, {"one_of_the_23": "yes"}, 9, "one_of_the_23", "neither true nor false"),
    (MEN, RUBEN, {"published": ""}, 9, "published", "is empty"),
    (MEN, RUBEN, {"birth_date": "1968-13"}, 9, "birth_date", "Write a year"),
    (MEN, RUBEN, {"birth_year": "1969"}, 9, "birth_year", "not the year of birth_date"),
    (MEN, RUBEN, {"birth_year": "1968-05"}, 9, "birth_year", "not a year"),
    (MEN, RUBEN, {"sentence_years": ""}, 9, "sentence_years", "must be empty exactly when"),
    (MEN, RUBEN, {"sentence_years": "0"}, 9, "sentence_years", "not between 1 and 99"),
    (MEN, RUBEN, {"sentence_years": "40000"}, 9, "sentence_years", "less than or equal to 32767"),
    (MEN, RUBEN, {"sentence_years": "20.5"}, 9, "sentence_years", "not a whole number"),
    (MEN, RUBEN, {"sentence_life": "true"}, 9, "sentence_years", "must be empty exactly when"),
    (MEN, "arayik-harutyunyan", {"sentence_date": ""}, 2, "sentence_date", "the sentence is for life"),
    (MEN, RUBEN, {"capture_date": "2023-09-28"}, 9, "capture_date", "give '2023-09-27'"),
    (MEN, RUBEN, {"status": "released"}, 9, "status", "give 'detained'"),
    (MEN, RUBEN, {"status_date": "2026-05-08"}, 9, "status_date", "give '2026-05-07'"),
    (MEN, RUBEN, {"icrc_confirmed": "maybe"}, 9, "icrc_confirmed", "neither true nor false"),
    (MEN, RUBEN, {"sources": "https://example.org/"}, 9, "sources", "not in sources.csv"),
    (MEN, RUBEN, {"sources": "https://a.org/;;https://b.org/"}, 9, "sources", "beside a semicolon"),
    (MEN, RUBEN, {"sources": "https://a.org/;https://a.org/"}, 9, "sources", "stands twice"),
    (MEN, RUBEN, {"slug": "erik-ghazaryan"}, 24, "slug", "already stands on line 9"),
    (MEN, RUBEN, {"slug": "Ruben Vardanyan"}, 9, "slug", "valid “slug”"),
    (EVENTS, "ruben-vardanyan-02", {"slug": "nobody"}, 42, "slug", "no prisoner 'nobody'"),
    (EVENTS, "ruben-vardanyan-02", {"kind": "escape"}, 42, "kind", "not a valid choice"),
    (EVENTS, "ruben-vardanyan-02", {"date": "2023-02-30"}, 42, "date", "Write a year"),
    (EVENTS, "ruben-vardanyan-02", {"date": ""}, 42, "date", "is empty"),
    (EVENTS, "ruben-vardanyan-02", {"source_url": ""}, 42, "source_url", "is empty"),
    (EVENTS, "ruben-vardanyan-02", {"id": "ruben-vardanyan-01"}, 42, "id", "already stands on line 41"),
    (PROMISES, LYON, {"prisoner_slug": "nobody"}, 2, "prisoner_slug", "no prisoner 'nobody'"),
    (PROMISES, LYON, {"prisoner_slug": ""}, 2, "prisoner_slug", "exactly when whom is prisoner"),
    (PROMISES, LYON, {"whom": "group"}, 2, "prisoner_slug", "exactly when whom is prisoner"),
    (PROMISES, LYON, {"whom": "any"}, 2, "whom", "says for whom"),
    (PROMISES, LYON, {"state": "withdrawn"}, 2, "state", "in force only"),
    (PROMISES, LYON, {"date_kind": ""}, 2, "date_kind", "there is a date"),
    (PROMISES, LYON, {"latitude": ""}, 2, "latitude", "a point needs both"),
    (PROMISES, LYON, {"longitude": ""}, 2, "longitude", "a point needs both"),
    (PROMISES, LYON, {"latitude": "91"}, 2, "latitude", "not between -90 and 90"),
    (PROMISES, LYON, {"longitude": "4,84"}, 2, "longitude", "not a coordinate"),
    (PROMISES, LYON, {"country": "ZZ"}, 2, "country", "not a valid choice"),
    (PROMISES, LYON, {"sponsor_name": ""}, 2, "sponsor_name", "is empty"),
    (
        PROMISES,
        LYON,
        {"sponsor_kind": "individual", "sponsor_name": "A" * 121},
        2,
        "sponsor_name",
        "120 characters",
    ),
    (PROMISES, LYON, {"note_fr": ""}, 2, "note_fr", "both languages are needed"),
    (
        "context_events.csv",
        WAR,
        {"more_source_urls": "https://example.org/"},
        2,
        "more_source_urls",
        "not in sources",
    ),
    ("key_figures.csv", "disappeared", {"value": "-1"}, 2, "value", "not a whole number"),
    ("key_figures.csv", "disappeared", {"as_of": "12 May"}, 2, "as_of", "Write a year"),
    ("ngos.csv", "covcas", {"follows": "FR,fr"}, 2, "follows", "not a territory"),
    ("ngos.csv", "covcas", {"country": "France"}, 2, "country", "not a valid choice"),
    ("ngos.csv", "covcas", {"website": "ftp://example.org/"}, 2, "website", "valid URL"),
    ("ngos.csv", "covcas", {"website": "https://a:b@example.org/"}, 2, "website", "no user name"),
]

# File, bytes replaced; then where, and words of the reason.
BAD_BYTES = [
    (MEN, "slug,name_en,", "slug,name_en,nickname,", "line 1, column nickname", "unknown"),
    (MEN, "slug,name_en,", "slug,", "line 1, column name_en", "missing"),
    (MEN, "slug,name_en,", "slug,slug,", "line 1, column slug", "twice"),
    (MEN, "slug,name_en,", "\ufeffslug,name_en,", "line 1", "byte order mark"),
    (MEN, "\r\nruben-vardanyan,", "\r\nruben-vardanyan,extra,", "line 9", "27 cells instead of 26"),
    (MEN, "\r\nruben-vardanyan,", "\r\n\r\nruben-vardanyan,", "line 9", "0 cells instead of 26"),
    (MEN, "\r\nruben-vardanyan,", '\r\nruben-vardanyan,"', "line 9", "not CSV"),
    (MEN, "\r\nruben-vardanyan,Ruben", b"\r\nruben-vardanyan,R\xe9ben", "line 9, column byte 18", "not UTF-8"),
    ("sources.csv", "\r\nhttps://www.libertas2020.com/en,", "\r\nlibertas.com,", "line 2, column url", "URL"),
    ("texts/home.fr.md", "# Libertas, pour les prisonniers arméniens détenus par l’Azerbaïdjan\n", "#\n", "line 1, column title", "is empty"),
    ("texts/home.fr.md", "\n\n## Qui", "\n## Qui", "line 1", "an empty line"),
    ("texts/home.fr.md", "{named}", "{nommés} {nobody}", "line 4, column body", "nobody"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(settings.DATA, tmp_path / "data")


def problems(folder):
    with pytest.raises(CommandError) as refused:
        load(folder)
    assert not Source.objects.exists()
    assert not Prisoner.objects.exists()
    assert not LoadedRow.objects.exists()
    return str(refused.value).splitlines()


@pytest.mark.parametrize(("file", "key", "cells", "line", "column", "reason"), BAD_CELLS)
def test_a_bad_cell_is_named(folder, file, key, cells, line, column, reason):
    change(folder / file, key, **cells)

    found = problems(folder)

    assert any(p.startswith(f"{file}, line {line}, column {column}: ") and reason in p for p in found), found


@pytest.mark.parametrize(("file", "old", "new", "place", "reason"), BAD_BYTES)
def test_a_bad_file_is_named(folder, file, old, new, place, reason):
    edit(folder / file, old, new)

    found = problems(folder)

    assert any(p.startswith(f"{file}, {place}: ") and reason in p for p in found), found


def test_a_missing_file_is_named(folder):
    (folder / "ngos.csv").unlink()

    assert problems(folder)[0] == "ngos.csv, line 1: the file cannot be read (No such file or directory)."


def test_a_missing_file_is_not_held_against_the_others(folder):
    (folder / "sources.csv").unlink()
    (folder / "prisoner_events.csv").unlink()

    assert len(problems(folder)) == 3


def test_a_missing_language_of_a_page_is_named(folder):
    (folder / "texts/about.en.md").unlink()

    assert (
        problems(folder)[0] == "texts/about.en.md, line 1: this file is missing: both languages are needed."
    )


def test_a_text_of_no_page_is_named(folder):
    (folder / "texts/nowhere.fr.md").write_text("# Nowhere\n\nText.\n")

    assert problems(folder)[0].startswith("texts/nowhere.fr.md, line 1: no page has this name")


def test_a_description_in_one_language_is_named(folder):
    path = folder / "texts/home.fr.md"
    path.write_text(re.sub("\n> .*", "", path.read_text()))

    assert "column description_fr: is empty, and description_en is not" in problems(folder)[0]


def test_a_text_that_is_not_utf_8_is_named(folder):
    (folder / "texts/home.fr.md").write_bytes(b"# Titre\n\nLib\xe9r\xe9s")

    assert problems(folder)[0] == "texts/home.fr.md, line 3, column byte 4: this is not UTF-8."


def test_a_line_is_the_one_that_an_editor_shows(folder):
    change(folder / MEN, "arkadi-ghukasyan", charges_fr="Une ligne\nune autre\r\nla dernière", name_en="")
    change(folder / MEN, RUBEN, name_en="")

    assert [p.partition(":")[0] for p in problems(folder)[:2]] == [
        "prisoners.csv, line 3, column name_en",
        "prisoners.csv, line 11, column name_en",
    ]


def test_two_rows_of_a_sponsor_in_two_places_are_named(folder):
    add(folder / PROMISES, "bandol", id="bandol-2", whom="not_stated", city="Toulon")

    assert (
        problems(folder)[0]
        == "sponsorships.csv, line 15, column city: differs from line 11, of the same sponsor."
    )


def test_a_published_man_without_any_event_of_status_is_named(folder):
    nothing = {"capture_date": "", "status": "", "status_date": ""}
    add(folder / MEN, "erik-ghazaryan", slug="new-man", **nothing)

    assert problems(folder)[0].startswith(
        "prisoners.csv, line 31, column published: no event gives him a status"
    )


def test_the_status_is_not_judged_by_events_that_cannot_be_read(folder):
    change(folder / EVENTS, "ruben-vardanyan-11", date="soon")

    assert len(problems(folder)) == 2


def test_every_problem_is_listed_in_the_order_of_files_and_lines(folder):
    change(folder / PROMISES, LYON, country="ZZ")
    change(folder / MEN, "erik-ghazaryan", category="hostage")
    change(folder / MEN, RUBEN, category="hostage", name_fr="")

    assert [p.partition(":")[0] for p in problems(folder)] == [
        "prisoners.csv, line 9, column category",
        "prisoners.csv, line 9, column name_fr",
        "prisoners.csv, line 24, column category",
        "sponsorships.csv, line 2, column country",
        "Nothing was loaded. Problems",
    ]


def test_two_hundred_problems_are_enough(folder):
    edit(folder / "sources.csv", "https://www.libertas2020.com/en,", "https://www.libertas2020.com/fr,")
    path = folder / EVENTS
    path.write_bytes(path.read_bytes().replace(b",https://", b",http://wrong."))

    found = problems(folder)

    assert len(found) == 202
    assert re.fullmatch(r"and \d+ more", found[200])


def test_a_bad_file_changes_nothing_that_was_loaded(folder):
    load(folder)
    change(folder / MEN, RUBEN, name_fr="Roubèn Vardanian")
    change(folder / PROMISES, LYON, city="Lyon 1er", country="ZZ")

    with pytest.raises(CommandError):
        load(folder)

    assert Prisoner.objects.get(slug=RUBEN).name_fr == "Ruben Vardanian"
    assert Sponsorship.objects.get(key=LYON).sponsor.town == "Lyon"
