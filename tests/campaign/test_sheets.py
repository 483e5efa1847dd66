"""A list leaves as a file and comes back: all or nothing, after a look, by the same services."""

import csv
import io
import time
import zipfile
from itertools import dropwhile
from unicodedata import category

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from campaign.kit.sheets import FORMULA
from campaign.models import Access, Ngo, Role, Source
from prisoners.models import Event, Prisoner
from tests.desk import address, desk_of
from tests.factories import (
    make_event,
    make_ngo,
    make_prisoner,
    make_source,
    make_sponsor,
    make_sponsorship,
    make_user,
)

pytestmark = pytest.mark.django_db
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def out(desk, model, kind="csv", **query):
    answer = desk.post(
        address(model, "export") + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else ""),
        {"kind": kind, "reason": "A round trip"},
    )
    return answer.content


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def as_csv(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def look(desk, model, content, name="list.csv"):
    return desk.post(address(model, "import"), {"sheet": SimpleUploadedFile(name, content)})


def press(desk, model, page):
    return desk.post(address(model, "import"), {"lines": page.context["lines"]})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "model",
    [
        "campaign_keyfigure",
        "campaign_ngo",
        "campaign_pagetext",
        "campaign_source",
        "campaign_timelineentry",
        "prisoners_event",
        "prisoners_prisoner",
        "sponsorships_sponsor",
        "sponsorships_sponsorship",
    ],
)
def test_there_and_back_changes_nothing(kind, model, real_data):
    desk = desk_of(make_user(ngo=Ngo.objects.first()))
    make_sponsorship(followed_by=Ngo.objects.first(), state="pending")  # on the site, so without a file's key

    page = look(desk, model, out(desk, model, kind), f"list.{kind}")

    plan = page.context["plan"]
    assert (plan.new, plan.changed, plan.refused) == ([], [], [])
    assert plan.unchanged >= 3


def test_another_ngos_line_is_refused_as_soon_as_a_word_of_it_changes(anna):
    other = make_ngo(slug="other", city="Paris")
    rows = lines(out(desk_of(anna), "campaign_ngo"))
    for row in rows:
        row["city"] = "Marseille" if row["slug"] == other.slug else row["city"]

    plan = look(desk_of(anna), "campaign_ngo", as_csv(rows)).context["plan"]

    assert [name for _line, name, _why in plan.refused] == ["other"]
    assert plan.unchanged == len(rows) - 1


def test_only_what_the_filter_shows_leaves(anna):
    make_source(kind="press"), make_source(kind="ngo", publisher="An NGO")

    content = out(desk_of(anna), "campaign_source", kind__exact="ngo")

    assert [line["publisher"] for line in lines(content)] == ["An NGO"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(kind, anna):
    source = make_source(publisher="=cmd|' /C calc'!A0", title="'quoted'")
    desk = desk_of(anna)
    content = out(desk, "campaign_source", kind)

    page = look(desk, "campaign_source", content, f"list.{kind}")

    if kind == "csv":
        assert lines(content)[0]["publisher"].startswith("'=")
    assert page.context["plan"].unchanged == 1
    source.refresh_from_db()
    assert source.title == "'quoted'"


@FEW
@given(
    before=st.sampled_from(
        ["", *FORMULA, "'=", "\ufeff", " =", "\u00a0=", "\u200b@", " \u202e\ufeff-", "'' +"]
    ),
    words=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40),
    kind=st.sampled_from(["csv", "xlsx"]),
)
def test_whatever_a_cell_begins_with_no_programme_takes_it_for_a_formula(anna, before, words, kind):
    with transaction.atomic():
        make_source(publisher="An NGO", title=f"{before}{words}"[:200])
        desk = desk_of(anna)

        content = out(desk, "campaign_source", kind)

        cells = [cell for row in rows_in(content, kind) for cell in row]
        assert [
            cell for cell in cells if stripped(cell).startswith(FORMULA) and not cell.startswith("'")
        ] == []
        transaction.set_rollback(True)


def stripped(cell):
    """As any reader of a cell might."""
    return "".join(dropwhile(lambda sign: sign.isspace() or category(sign) == "Cf", cell))


def rows_in(content, kind):
    if kind == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(content)).active
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
    return [[str(cell.value or "") for cell in row] for row in sheet.rows]


def test_two_hundred_corrected_lines_are_seen_then_written_at_once(anna):
    for n in range(200):
        make_source(title=f"Tital {n}")
    desk = desk_of(anna)
    corrected = [
        line | {"title": line["title"].replace("Tital", "Title")}
        for line in lines(out(desk, "campaign_source"))
    ]

    page = look(desk, "campaign_source", as_csv(corrected))
    seen, before = page.context["plan"], Source.objects.filter(title__startswith="Title").count()
    press(desk, "campaign_source", page)

    assert (len(seen.changed), before) == (200, 0)
    assert Source.objects.filter(title__startswith="Title").count() == 200
    assert Source.objects.first().history.latest().history_user == anna


def test_one_refused_line_holds_back_all_and_says_why(anna):
    good, bad = make_source(), make_source()
    desk = desk_of(anna)
    typed = [{"url": good.url, "title": "New"}, {"url": bad.url, "title": "x" * 5000}]

    page = look(desk, "campaign_source", as_csv(typed))
    press_anyway = desk.post(address("campaign_source", "import"), {"lines": page.context["lines"]})

    assert [(line, name) for line, name, _why in page.context["plan"].refused] == [(3, bad.url)]
    assert press_anyway.status_code == 200
    assert not Source.objects.filter(title="New").exists()


def test_who_is_overtaken_between_look_and_press_looks_again(anna):
    source = make_source(title="Old")
    desk = desk_of(anna)
    page = look(desk, "campaign_source", as_csv([{"url": source.url, "title": "New", "kind": "press"}]))
    Source.objects.update(url="https://example.org/moved")

    again = press(desk, "campaign_source", page)

    assert again.context["plan"].refused
    assert not Source.objects.filter(title="New").exists()


def test_a_filter_that_is_none_and_a_kind_of_file_that_is_none_break_nothing(anna):
    desk, source = desk_of(anna), make_source()

    by_no_filter = desk.get(address("campaign_source", "export") + "?id__exact=x")
    of_no_kind = desk.post(address("campaign_source", "export"), {"kind": "exe"})

    assert by_no_filter.status_code == 302
    assert "Content-Disposition" not in of_no_kind.headers
    assert source.url not in of_no_kind.text


def test_who_is_about_to_take_a_list_out_is_told_how_many_lines_it_has(anna):
    make_source(), make_source()

    page = desk_of(anna).get(address("campaign_source", "export"))

    assert page.context["count"] == 2


@pytest.mark.parametrize("named", ["none", "1x", "9" * 30, "-1"])
@pytest.mark.parametrize("model", ["sponsorships_sponsorship", "campaign_pagetext"])
def test_a_line_that_names_no_record_is_refused_with_a_sentence(anna, model, named):
    page = look(desk_of(anna), model, as_csv([{"pk": named}]))

    assert page.context["plan"].refused


@pytest.fixture
def followed(covcas, hyestart):
    """One sponsor at each desk."""
    lyon = make_sponsor(name="Lyon")
    make_sponsorship(followed_by=covcas, sponsor=lyon, contact_name="=Ada", email="ada@example.org")
    make_sponsorship(followed_by=hyestart, contact_name="Levon", email="levon@example.org")


def take_out_with_addresses(desk, **given):
    asked = {"kind": "csv", "with_addresses": "on", **given}
    return desk.post(address("sponsorships_sponsorship", "export"), asked)


@pytest.mark.usefixtures("followed")
def test_contacts_leave_only_when_asked_for_with_a_reason_and_only_ones_own(covcas):
    desk = desk_of(make_user(ngo=covcas, role=Role.MODERATOR))

    without = out(desk, "sponsorships_sponsorship")
    no_reason = take_out_with_addresses(desk)
    told = lines(take_out_with_addresses(desk, reason="Invitation").content)

    assert b"ada@example.org" not in without + no_reason.content
    assert {line["contact_email"] for line in told} == {"ada@example.org", ""}
    assert {line["sponsor_name"] for line in told} == {"Lyon", ""}
    assert {line["contact_name"] for line in told} == {"'=Ada", ""}
    assert Access.objects.get(reason="Invitation").records == "sponsorships.sponsorship: 2, addresses: 1"


@pytest.mark.usefixtures("followed")
def test_a_reader_takes_no_contact_out(covcas):
    desk = desk_of(make_user(ngo=covcas, role=Role.READER))

    told = take_out_with_addresses(desk, reason="Invitation").text

    assert "contact_email" in told
    assert "example.org" not in told


def test_new_lines_make_records(anna):
    desk = desk_of(anna)
    new = [{"url": "https://example.org/new", "publisher": "OC Media", "kind": "press", "language": "en"}]

    press(desk, "campaign_source", look(desk, "campaign_source", as_csv(new)))

    assert Source.objects.get().publisher == "OC Media"


def test_a_release_that_comes_in_a_file_waits_for_another_ngo(anna):
    man, source = make_prisoner(slug="ruben"), make_source()
    new = {
        "key": "",
        "prisoner": "ruben",
        "happened_on": "2026-05-01",
        "kind": "release",
        "text_fr": "Libéré.",
        "text_en": "Freed.",
        "sources": source.url,
    }
    desk = desk_of(anna)

    press(desk, "prisoners_event", look(desk, "prisoners_event", as_csv([new])))

    man.refresh_from_db()
    event = Event.objects.get(kind="release")
    assert (event.is_confirmed, event.recorded_ngo) == (False, anna.ngo)
    assert man.status == Prisoner.Status.DETAINED


def test_nobody_is_published_by_a_file(anna):
    man = make_prisoner(published=False)
    desk = desk_of(anna)

    page = look(desk, "prisoners_prisoner", as_csv([{"slug": man.slug, "published": "yes"}]))

    assert "published" in page.context["plan"].refused[0][2]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"\xff\xfe\x00"), ("a.xlsx", b"PK no zip"), ("a.xlsx", b""), ("a.csv", b"x" * 3_000_000)],
)
def test_what_is_not_a_table_is_refused_with_a_sentence(name, content, anna):
    page = look(desk_of(anna), "campaign_source", content or b" ", name)

    assert page.status_code == 200
    assert page.context["form"].errors


def packed(**changes):
    """An XLSX of which some parts were written anew."""
    book, file = Workbook(), io.BytesIO()
    book.active.append(["url", "title"])
    book.active.append(["https://example.org/1", "Title"])
    book.save(file)
    made = io.BytesIO()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(made, "w") as after:
        for part in before.infolist():
            change = changes.get(part.filename.rpartition("/")[2].partition(".")[0], bytes)
            after.writestr(part.filename, change(before.read(part)))
    return made.getvalue()


@settings(FEW, max_examples=25)
@given(
    part=st.sampled_from(["sheet1", "workbook", "sharedStrings", "styles", "theme1", "app"]),
    junk=st.binary(max_size=40) | st.sampled_from([b"<x>", b"</row>", b"&a;", b'r="ZZZZZ99"', b"\x00"]),
    at=st.integers(0, 1_500),
    cut=st.integers(0, 400),
)
def test_a_sheet_of_any_bytes_is_read_or_refused_with_a_sentence(anna, part, junk, at, cut):
    with transaction.atomic():
        content = packed(**{part: lambda whole: whole[:at] + junk + whole[at + cut :]})

        page = look(desk_of(anna), "campaign_source", content, "a.xlsx")

        assert page.status_code == 200
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet.replace(b'r="A2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"'),
        lambda sheet: sheet.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        lambda sheet: sheet.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>'),
    ],
    ids=["far", "merged", "measured"],
)  # fmt: skip
def test_a_sheet_that_says_it_has_billions_of_cells_takes_no_time(anna, change):
    began = time.monotonic()

    page = look(desk_of(anna), "campaign_source", packed(sheet1=change), "a.xlsx")

    assert page.status_code == 200
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("content", [b"url,title\n" + b"x" * 200_000, b"url\rtitle\rx", b'url,title\n"a'])
def test_a_csv_that_no_reader_takes_is_no_breakdown(anna, content):
    assert look(desk_of(anna), "campaign_source", content).status_code == 200


def test_lines_carried_by_somebody_else_are_not_taken(anna, hrant):
    source = make_source(title="Old")
    page = look(desk_of(anna), "campaign_source", as_csv([{"url": source.url, "title": "New"}]))

    press(desk_of(hrant), "campaign_source", page)

    source.refresh_from_db()
    assert source.title == "Old"


def test_a_reader_takes_lists_out_and_brings_none_in(covcas):
    make_source()
    desk = desk_of(make_user(ngo=covcas, role=Role.READER))

    assert len(lines(out(desk, "campaign_source"))) == 1
    assert desk.get(address("campaign_source", "import")).status_code == 403


def test_an_event_confirmed_by_two_is_not_rewritten_by_a_file(anna):
    event = make_event(make_prisoner(), "release", "2026-05-01")
    desk = desk_of(anna)

    page = look(desk, "prisoners_event", as_csv([{"key": event.key, "text_en": "Other."}]))

    assert page.context["plan"].changed == []
