"""No migration may keep visitors waiting for two seconds: judged by its SQL, and measured on a million rows."""

import re
import time

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

from tests.campaign.test_migrations import later_than_the_first_release

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="run with the tests on PostgreSQL"),
    pytest.mark.django_db,
]

# On a table that is there already; how long, CONTRIBUTING.md says.
LOCKS = {
    r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)": "who writes waits for the whole index: CONCURRENTLY",
    r"ALTER COLUMN \S+ TYPE": "every row is written again: a new column",
    r"SET NOT NULL": "every row is read: a CHECK, NOT VALID first",
    r"ADD CONSTRAINT (?!.*NOT VALID$).*(CHECK|UNIQUE|FOREIGN KEY)": "every row is read: NOT VALID first",
    r"ADD COLUMN .*\bUNIQUE\b": "who writes waits for the whole index: CONCURRENTLY, then a constraint",
}
TABLE = re.compile(r'(?:ALTER|CREATE) TABLE "(\w+)"|INDEX .* ON "(\w+)"')
MEASURED = set()  # (app, name) of migrations that a person has timed on a million rows
AT_MOST = 2.0  # seconds


def statements(migration, state):
    """What PostgreSQL would be told."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        migration.apply(state, editor, collect_sql=True)
    lines = (line.strip().removesuffix(";") for line in editor.collected_sql)
    return [line for line in lines if line and not line.startswith("--")]


def of(operation):
    """The same for one operation on the tables of today."""
    migration = migrations.Migration("trial", "sponsorships")
    migration.operations = [operation]
    return statements(migration, MigrationLoader(connection).project_state())


def objections(told):
    new = {match[1] for line in told if (match := TABLE.match(line)) and line.startswith("CREATE TABLE")}
    for line in told:
        table = TABLE.search(line)
        if table and (table[1] or table[2]) not in new:
            yield from (f"{line}: {why}" for pattern, why in LOCKS.items() if re.search(pattern, line))


def test_no_migration_holds_a_lock_for_long():
    loader = MigrationLoader(connection)
    found = {}
    for migration in later_than_the_first_release():
        key = (migration.app_label, migration.name)
        told = statements(migration, loader.project_state(key, at_end=False))
        found[key] = [] if key in MEASURED else list(objections(told))

    assert {key: why for key, why in found.items() if why} == {}


SPONSORSHIP = "sponsorship"
ADDING = {
    "a column that may be empty": migrations.AddField(SPONSORSHIP, "a", models.CharField(max_length=90, null=True)),
    "a column that the database fills": migrations.AddField(
        SPONSORSHIP, "b", models.CharField(max_length=90, db_default="")
    ),
    "a relation without its index": migrations.AddField(
        SPONSORSHIP, "c", models.ForeignKey("campaign.Source", models.PROTECT, null=True, db_index=False)
    ),
    "a column that may now be empty": migrations.AlterField(
        SPONSORSHIP, "language", models.CharField(max_length=2, null=True)
    ),
    "a table that leads to it": migrations.CreateModel(
        "Ceremony",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("sponsorship", models.ForeignKey("sponsorships.Sponsorship", models.PROTECT)),
        ],
    ),
    "a rule for what is written from now on": migrations.RunSQL(
        'ALTER TABLE "sponsorships_sponsorship" ADD CONSTRAINT later CHECK (length(state) < 99) NOT VALID',
        'ALTER TABLE "sponsorships_sponsorship" DROP CONSTRAINT later',
    ),
}  # fmt: skip
KEEPING_WAITING = {
    "an index": migrations.AddIndex(SPONSORSHIP, models.Index(fields=["reason"], name="by_reason")),
    "a relation with its index": migrations.AddField(
        SPONSORSHIP, "d", models.ForeignKey("prisoners.Prisoner", models.PROTECT, null=True, related_name="+")
    ),
    "a rule for every row": migrations.AddConstraint(
        SPONSORSHIP, models.CheckConstraint(condition=~models.Q(state="x"), name="no_x")
    ),
    "a rule across rows": migrations.AddConstraint(
        SPONSORSHIP, models.UniqueConstraint(fields=["reason"], name="one_reason")
    ),
    "another kind of column": migrations.AlterField(SPONSORSHIP, "language", models.IntegerField()),
    "a column of which no two are alike": migrations.AddField(
        SPONSORSHIP, "e", models.CharField(max_length=9, null=True, unique=True)
    ),
}  # fmt: skip


@pytest.mark.parametrize("operation", ADDING.values(), ids=ADDING)
def test_what_is_done_in_a_moment_is_welcome(operation):
    assert list(objections(of(operation))) == []


@pytest.mark.parametrize("operation", KEEPING_WAITING.values(), ids=KEEPING_WAITING)
def test_what_keeps_visitors_waiting_is_named(operation):
    assert list(objections(of(operation)))


@pytest.fixture
def million(real_data):
    """A table like that of the sponsorships, with a million of them."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE million (LIKE sponsorships_sponsorship)")
        cursor.execute(
            "INSERT INTO million SELECT one.* FROM"
            " (SELECT * FROM sponsorships_sponsorship LIMIT 1) AS one, generate_series(1, 1000000)"
        )
        cursor.execute("ALTER TABLE million DROP id, ADD id bigserial PRIMARY KEY")


@pytest.mark.deploy
@pytest.mark.usefixtures("million")
def test_a_million_rows_are_locked_for_less_than_two_seconds():
    took = {}
    for name, operation in ADDING.items():
        told = [line.replace('"sponsorships_sponsorship"', '"million"') for line in of(operation)]
        with connection.cursor() as cursor:
            began = time.monotonic()
            for line in told:
                cursor.execute(line)
            took[name] = time.monotonic() - began

    assert {name: seconds for name, seconds in took.items() if seconds >= AT_MOST} == {}
