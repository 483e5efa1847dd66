"""The release before goes on while the database is brought to the next one: migrations only ever add."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader

OWN = ["campaign", "prisoners", "sponsorships"]

# Nobody ran a release before these: they may do what they like. Later ones live beside the release before.
BEFORE_THE_FIRST_RELEASE = {"campaign": 20, "prisoners": 20, "sponsorships": 20}

TAKES_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def objections(operation):
    """Why the release before could not live with it; in two releases all of it can be done."""
    name = type(operation).__name__
    if isinstance(operation, TAKES_AWAY):
        yield f"{name}: the release before still reads and writes it; take it away one release later"
    if isinstance(operation, migrations.AddField) and not isinstance(operation.field, models.ManyToManyField):
        field = operation.field
        if not (field.null or field.has_db_default()):
            yield f"{name} {operation.name}: the release before inserts rows without it; db_default= or null=True"
    if (
        isinstance(operation, migrations.AlterField)
        and not operation.field.null
        and not operation.preserve_default
    ):
        yield f"{name} {operation.name}: rows that are there would be written again under a lock"
    if type(operation) is migrations.AddIndex:
        yield f"{name}: who writes waits 9 seconds at a million rows; CREATE INDEX CONCURRENTLY by RunSQL"
    if isinstance(operation, migrations.RunSQL) and operation.reverse_sql is None:
        yield f"{name}: there is no way back"
    if isinstance(operation, migrations.RunPython) and operation.reverse_code is None:
        yield f"{name}: there is no way back"


def later_than_the_first_release():
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if app in OWN and int(name[:4]) > BEFORE_THE_FIRST_RELEASE[app]:
            yield migration


def test_the_release_before_lives_with_every_migration():
    found = [
        f"{migration}: {objection}"
        for migration in later_than_the_first_release()
        for operation in migration.operations
        for objection in objections(operation)
    ]

    assert found == []


only_where_releases_run_side_by_side = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="run with the tests on PostgreSQL: SQLite is one machine's own"
)


def release_before():
    """Its models, as its own code knows them."""
    loader = MigrationLoader(None)
    later = {(migration.app_label, migration.name) for migration in later_than_the_first_release()}
    then = [key for key in loader.disk_migrations if key not in later]
    return loader.project_state(then).apps.get_models(include_auto_created=True)


def cannot_live_here(model):
    """What stands between the older code and the tables of today: it reads its columns, and writes no others."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        here = connection.introspection.get_table_description(cursor, table)
    known = {field.column for field in model._meta.local_concrete_fields}
    yield from (f"{table}.{column} is gone" for column in known - {column.name for column in here})
    yield from (
        f"{table}.{column.name} must be given"
        for column in here
        if column.name not in known and not column.null_ok and column.default is None
    )


@only_where_releases_run_side_by_side
@pytest.mark.django_db
def test_the_release_before_reads_and_writes_the_tables_of_today(real_data):
    models_before = [model for model in release_before() if model._meta.app_label in OWN]

    assert [found for model in models_before for found in cannot_live_here(model)] == []
    assert sum(len(model.objects.all()[:5]) for model in models_before) > 50


@only_where_releases_run_side_by_side
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "objection"),
    [
        ("RENAME COLUMN slug TO handle", "slug is gone"),
        ("ADD COLUMN prison varchar(9) DEFAULT '' NOT NULL", ""),
        ("ADD COLUMN prison varchar(9) NULL", ""),
    ],
)
def test_what_the_release_before_would_miss_is_found_in_the_tables(change, objection):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE prisoners_prisoner {change}")
    [prisoner] = [model for model in release_before() if model._meta.db_table == "prisoners_prisoner"]

    assert objection in " ".join(cannot_live_here(prisoner))
    assert bool(objection) == any(cannot_live_here(prisoner))


def nothing(apps, schema_editor):
    pass


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("prisoner", "court"),
        migrations.RenameField("prisoner", "court", "tribunal"),
        migrations.DeleteModel("Prisoner"),
        migrations.AddField("prisoner", "prison", models.CharField(max_length=9, default="")),
        migrations.AddField("prisoner", "prison", models.CharField(max_length=9)),
        migrations.AddIndex("prisoner", models.Index(fields=["slug"], name="by_slug")),
        migrations.RunPython(nothing),
        migrations.RunSQL("SELECT 1"),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_it_could_not_live_with_is_named(operation):
    assert list(objections(operation))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Prison", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("prisoner", "prison", models.CharField(max_length=9, db_default="")),
        migrations.AddField("prisoner", "freed_on", models.DateField(null=True)),
        migrations.RunPython(nothing, nothing),
    ],
    ids=lambda operation: type(operation).__name__,
)
def test_what_only_adds_is_welcome(operation):
    assert not list(objections(operation))
