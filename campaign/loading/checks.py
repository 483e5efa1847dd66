"""What the rows must be among themselves: keys, languages, sources, and lives that hold together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from campaign.loading.reading import Problem, Reading, Row
from campaign.loading.tables import EVENTS, PRISONERS, SOURCE_COLUMNS, SOURCES, SPONSORSHIPS, TABLES
from prisoners.models import Event, Life, life_told_by
from sponsorships.models import Contact, Sponsor, Sponsorship

type Readings = Mapping[str, Reading]  # by file

FEWEST_YEARS, MOST_YEARS = 1, 99  # of a sentence; what is outside is a slip of the keyboard
LATITUDES, LONGITUDES = (-90, 90), (-180, 180)  # degrees
SPONSOR_PLACE = ["department", "city", "latitude", "longitude"]
LONGEST_PERSON: int = Contact._meta.get_field("name").max_length or 0


def problems_of(readings: Readings) -> Iterator[Problem]:
    """Problems of content; a file that could not be read whole is not held against the others."""
    addresses, men = known(readings, SOURCES.file, "url"), known(readings, PRISONERS.file, "slug")
    for table in TABLES:
        rows = readings[table.file].rows
        yield from doubles(rows, key=table.key)
        for row in rows:
            yield from languages(row)
            yield from unknown_sources(row, known=addresses)
    yield from unknown_men(readings[EVENTS.file].rows, column="slug", known=men)
    yield from unknown_men(readings[SPONSORSHIPS.file].rows, column="prisoner_slug", known=men)
    lives = lives_of(readings[EVENTS.file])
    for row in sound(readings[PRISONERS.file]):
        yield from chain(man(row), control(row, lives=lives))
    for row in sound(readings[SPONSORSHIPS.file]):
        yield from sponsorship(row)
    yield from quarrels(sound(readings[SPONSORSHIPS.file]))


def sound(reading: Reading) -> list[Row]:
    return [row for row in reading.rows if row.is_sound]


def known(readings: Readings, file: str, column: str) -> set[str] | None:
    """What other files may name; None when that file could not be read whole."""
    reading = readings[file]
    return {row.values[column] for row in reading.rows if column in row.values} if reading.is_whole else None


def doubles(rows: list[Row], *, key: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        if key in row.values and first.setdefault(row.values[key], row.line) != row.line:
            yield row.problem(key, f"{row.values[key]!r} already stands on line {first[row.values[key]]}.")


def languages(row: Row) -> Iterator[Problem]:
    for french, text in row.values.items():
        english = french.removesuffix("_fr") + "_en"
        if french.endswith("_fr") and english in row.values and bool(text) != bool(row.values[english]):
            missing, other = (english, french) if text else (french, english)
            yield row.problem(missing, f"is empty, and {other} is not: both languages are needed.")


def unknown_sources(row: Row, *, known: set[str] | None) -> Iterator[Problem]:
    met: set[str] = set()
    for column in SOURCE_COLUMNS:
        for url in row.values.get(column, []):
            if known is not None and url not in known:
                yield row.problem(column, f"{url} is not in {SOURCES.file}.")
            if url in met:
                yield row.problem(column, f"{url} stands twice.")
            met.add(url)


def unknown_men(rows: list[Row], *, column: str, known: set[str] | None) -> Iterator[Problem]:
    for row in rows:
        slug = row.values.get(column)
        if slug and known is not None and slug not in known:
            yield row.problem(column, f"no prisoner {slug!r} in {PRISONERS.file}.")


def lives_of(events: Reading) -> Mapping[str, Life | None]:
    """What the events tell of each man as if all were confirmed; None where one cannot be read."""
    told: defaultdict[str, list[Event]] = defaultdict(list)
    lives: defaultdict[str, Life | None] = defaultdict(Life if events.is_whole else lambda: None)
    for row in events.rows:
        if row.is_sound:
            cells = row.values
            told[cells["slug"]].append(Event(key=cells["id"], kind=cells["kind"], happened_on=cells["date"]))
    lives |= {slug: life_told_by(happened) for slug, happened in told.items()} if events.is_whole else {}
    lives |= {row.values.get("slug", ""): None for row in events.rows if not row.is_sound}
    return lives


def control(row: Row, *, lives: Mapping[str, Life | None]) -> Iterator[Problem]:
    """The columns that must equal what the events tell."""
    life = lives[row.values["slug"]]
    if life is None:
        return
    told = {"capture_date": life.captured_on, "status": life.status, "status_date": life.status_on}
    for column, value in told.items():
        if row.values[column] != value:
            yield row.problem(column, f"the events in {EVENTS.file} give {str(value or 'nothing')!r}.")
    if row.values["published"] and not life.status:
        yield row.problem("published", "no event gives him a status: he cannot be published.")


def man(row: Row) -> Iterator[Problem]:
    cells = row.values
    born, year = cells["birth_date"], cells["birth_year"]
    if born and year and born.year != year.year:
        yield row.problem("birth_year", f"{year} is not the year of birth_date, {born}.")
    if cells["sentence_life"] and not cells["sentence_date"]:
        yield row.problem("sentence_date", "is empty, and the sentence is for life.")
    years = cells["sentence_years"]
    if (years is None) != (cells["sentence_life"] or not cells["sentence_date"]):
        yield row.problem(
            "sentence_years", "must be empty exactly when the term is for life, or there is none."
        )
    elif years is not None and not FEWEST_YEARS <= years <= MOST_YEARS:
        yield row.problem("sentence_years", f"is not between {FEWEST_YEARS} and {MOST_YEARS}.")


def sponsorship(row: Row) -> Iterator[Problem]:
    cells = row.values
    if cells["state"] != Sponsorship.State.ACTIVE:
        yield row.problem("state", "a file holds sponsorships in force only: active.")
    if cells["whom"] == Sponsorship.Whom.ANY:
        yield row.problem("whom", "a sponsorship in force says for whom: prisoner, group or not_stated.")
    if (cells["whom"] == Sponsorship.Whom.PRISONER) != bool(cells["prisoner_slug"]):
        yield row.problem("prisoner_slug", "must be filled exactly when whom is prisoner.")
    if cells["date"] and not cells["date_kind"]:
        yield row.problem("date_kind", "is empty, and there is a date.")
    if cells["sponsor_kind"] == Sponsor.Kind.INDIVIDUAL and len(cells["sponsor_name"]) > LONGEST_PERSON:
        yield row.problem("sponsor_name", f"a person's name has at most {LONGEST_PERSON} characters.")
    yield from point(row)


def is_unnamed(cells: Mapping[str, Any]) -> bool:
    """A person who did not ask to be named: counted, never shown."""
    return cells["sponsor_kind"] == Sponsor.Kind.INDIVIDUAL and not cells["published"]


def sponsor_of(cells: Mapping[str, Any]) -> tuple[str, ...]:
    """Rows that say the same here have one sponsor; who is not named stands alone."""
    alone = cells["id"] if is_unnamed(cells) else ""
    return cells["sponsor_name"], cells["sponsor_kind"], cells["country"], alone


def quarrels(rows: list[Row]) -> Iterator[Problem]:
    """A sponsor has one place, whatever the number of its rows."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        model = first.setdefault(sponsor_of(row.values), row)
        for column in SPONSOR_PLACE:
            if row.values[column] != model.values[column]:
                yield row.problem(column, f"differs from line {model.line}, of the same sponsor.")


def point(row: Row) -> Iterator[Problem]:
    latitude, longitude = row.values["latitude"], row.values["longitude"]
    if (latitude is None) != (longitude is None):
        yield row.problem("latitude" if latitude is None else "longitude", "is empty: a point needs both.")
    for column, (least, most) in {"latitude": LATITUDES, "longitude": LONGITUDES}.items():
        degrees = row.values[column]
        if degrees is not None and not least <= degrees <= most:
            yield row.problem(column, f"is not between {least} and {most} degrees.")
