"""Invented records in any number: men whose names differ, and sponsorships by the million.

Run in a database of its own: `python .ci/bench/records.py MEN SPONSORSHIPS`. Names are made of syllables.
"""

import os
import random
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402

from campaign import revision  # noqa: E402
from campaign.kit import impatient  # noqa: E402
from campaign.kit.partial_dates import PartialDate  # noqa: E402
from campaign.models import Source  # noqa: E402
from prisoners.models import Event, Prisoner  # noqa: E402
from sponsorships.models import Sponsor, Sponsorship  # noqa: E402

WHEN = datetime(2026, 1, 1, tzinfo=UTC)
CAPTURED = PartialDate.parse("2023-09-27")
FIRST_NAMES = [
    "Aram",
    "Levon",
    "Karen",
    "Davit",
    "Gor",
    "Vahe",
    "Tigran",
    "Narek",
    "Hayk",
    "Samvel",
    "Artur",
    "Ashot",
]
BEGINNINGS = [
    "Gal",
    "Mar",
    "Sark",
    "Vart",
    "Bagh",
    "Tor",
    "Manuk",
    "Pet",
    "Khach",
    "Av",
    "Zor",
    "Nal",
    "Kes",
    "Hov",
]
MIDDLES = ["os", "as", "id", "atur", "et", "an", "ik", "ur", "ol", "ar", "ent", "ab", "och", "uz"]
NAMED = 1_000  # sponsors with a name, and a page; the others are persons who did not ask to be named
SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {times})"


def men(number: int) -> None:
    """Held since the same day, each with two events and their source, after those of the campaign."""
    chance = random.Random(1)  # noqa: S311 - the same names in every run
    source = Source.objects.create(
        url="https://example.org/bench", publisher="Bench", kind="press", language="en"
    )
    made = Prisoner.objects.bulk_create([man(n, chance) for n in range(number)], batch_size=2_000)
    events = Event.objects.bulk_create([event for one in made for event in life(one)], batch_size=2_000)
    cited = [Event.sources.through(event_id=event.pk, source_id=source.pk) for event in events]
    Event.sources.through.objects.bulk_create(cited, batch_size=5_000)


def man(n: int, chance: random.Random) -> Prisoner:
    first, family = (
        chance.choice(FIRST_NAMES),
        "".join(map(chance.choice, (BEGINNINGS, MIDDLES, MIDDLES))) + "yan",
    )
    french = family.replace("yan", "ian")
    return Prisoner(
        slug=f"{first}-{family}-{n}".lower(),
        name_fr=f"{first} {french}",
        name_en=f"{first} {family}",
        other_spellings=f"{family.replace('kh', 'x')} {first}",
        category=("prisoner_of_war", "civilian", "artsakh_leader")[n % 3],
        charges_fr="Ce dont un tribunal l’accuse, dit en deux phrases. " * 4,
        charges_en="What a court accuses him of, said in two sentences. " * 4,
        sentence_years=10 + n % 11,
        status="detained",
        status_on=PartialDate.parse("2026-02-05"),
        captured_on=CAPTURED,
        counted_from_on=date(2023, 9, 27),
        published=True,
    )


def life(man: Prisoner) -> list[Event]:
    told = [("capture", CAPTURED), ("sentence", PartialDate.parse("2026-02-05"))]
    return [
        Event(
            key=f"{man.slug}-{n:02}", prisoner=man, kind=kind, happened_on=on,
            text_fr="Un fait.", text_en="A fact.",
            recorded_at=WHEN, confirmed_at=WHEN, from_initial_load=True,
        )
        for n, (kind, on) in enumerate(told, 1)
    ]  # fmt: skip


def sponsorships(number: int) -> None:
    """Of the men in turn; a thousand sponsors have a name, the rest are persons who are counted."""
    keys = list(Prisoner.objects.published().order_by("pk").values_list("pk", flat=True))
    named = min(NAMED, number)
    for is_named, times in [(True, named), (False, number - named)]:
        if times:
            several(times, is_named=is_named, keys=keys)


def several(times: int, *, is_named: bool, keys: list[int]) -> None:
    kind = "municipality" if is_named else "individual"
    sponsor = Sponsor.objects.create(
        slug=f"{kind}-of-bench", kind=kind, name="Town" if is_named else "", country="FR",
        latitude=45, longitude=5,
    )  # fmt: skip
    promise = Sponsorship.objects.create(
        sponsor=sponsor, whom="prisoner", prisoner_id=keys[0], state="active", published=is_named,
        name_consented=is_named, adhered_on=PartialDate.parse("2025-05-01"), date_kind="vote",
    )  # fmt: skip
    first = (Sponsor.objects.aggregate(models.Max("pk"))["pk__max"] or 0) + 1
    multiply(
        sponsor,
        times,
        id=f"{first} + n",
        slug=f"'{kind}-of-bench-' || n",
        name="'Town ' || n" if is_named else "''",
        latitude="45 + (n % 500) / 500.0",
        longitude="4 + (n % 300) / 200.0",
    )
    lowest = keys[0]
    multiply(
        promise,
        times,
        sponsor_id=f"{first} + n",
        prisoner_id=f"{lowest} + n % {len(keys)}" if keys[-1] - lowest + 1 == len(keys) else str(lowest),
        adhered_on="'20' || (21 + n % 5) || '-05-01'",
    )
    promise.delete()
    sponsor.delete()


def multiply(row: models.Model, times: int, **told: str) -> None:
    """The same row so many times, but for the columns told as SQL of `n`; by the database itself."""
    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key or "id" in told]
    values = [told.get(column, f"old.{column}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{SERIES.format(times=times)} INSERT INTO {row._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
            f"SELECT {', '.join(values)} FROM {row._meta.db_table} AS old, series WHERE old.id = {row.pk}"
        )
        if "id" in told and connection.vendor == "postgresql":
            table = row._meta.db_table
            last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
            cursor.execute(last)


def be_patient() -> None:
    """The site's own connections give up after eight seconds; a million rows take longer."""
    impatient.ANSWERS_WITHIN = 3_600
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")


def main(number: int, promises: int) -> None:
    """The campaign's own men first; the rest are invented, so that `number` are published."""
    be_patient()
    call_command("migrate", verbosity=0)
    call_command("load_campaign", str(settings.DATA), verbosity=0)
    with transaction.atomic():
        revision.moved()
        men(max(number - Prisoner.objects.published().count(), 0))
        if promises:
            Sponsorship.objects.all().delete()
            sponsorships(promises)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
