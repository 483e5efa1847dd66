"""How the site is: what must answer, keep pace and have room, each told in one line."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import Error as DatabaseError

from campaign.models import Letter
from campaign.tree import Tree

LETTERS_LEAVE_WITHIN = timedelta(minutes=15)  # promised within five; a slow server deserves some patience
TREE_FOLLOWS_WITHIN = timedelta(minutes=5)  # promised within seconds; a round after a release takes longer
ROOM_LEFT = 500 * 1024 * 1024  # bytes; below it PostgreSQL and uploads are in danger


@dataclass(frozen=True)
class Finding:
    """One look. `subject` is what was looked at, `line` what the keeper of the machine reads."""

    subject: str
    line: str
    is_well: bool = True

    def __str__(self) -> str:
        return f"{self.subject}: {self.line}"


def look(*, now: datetime) -> list[Finding]:
    """All of it. Where the database is away, what it would be asked stays unknown."""
    database = look_at_database()
    asked = [look_at_migrations(), look_at_letters(now=now)] if database.is_well else []
    return [database, *asked, *look_at_tree(now=now), look_at_room()]


def look_at_database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Finding("database", "does not answer", is_well=False)
    return Finding("database", "answers")


def look_at_migrations() -> Finding:
    waiting = known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    if waiting:
        return Finding("migrations", f"{len(waiting)} not applied: run manage.py migrate", is_well=False)
    return Finding("migrations", "all applied")


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """Those of this release; a database that is ahead of it serves the next release as well."""
    return frozenset(MigrationLoader(None).disk_migrations)


def look_at_letters(*, now: datetime) -> Finding:
    age = oldest_letter(now=now)
    line = f"the oldest that is due has waited {spoken(age)}" if age else "none waits"
    return Finding("letters", line, is_well=age <= LETTERS_LEAVE_WITHIN)


def oldest_letter(*, now: datetime) -> timedelta:
    """How long the letter that should have left first is late."""
    due = Letter.objects.due(now=now).values_list("next_try_at", flat=True).first()
    return now - due if due else timedelta()


def look_at_tree(*, now: datetime) -> list[Finding]:
    """Nothing to say where nothing is published."""
    if not settings.PUBLISHED_TREE:
        return []
    age = tree_age(now=now)
    if age is None:
        return [Finding("published pages", "none yet: is manage.py publish --loop running?", is_well=False)]
    line = f"as the records were {spoken(age)} ago"
    return [Finding("published pages", line, is_well=age <= TREE_FOLLOWS_WITHIN)]


def tree_age(*, now: datetime) -> timedelta | None:
    """Since the publisher last found every page as the records are; None if it never did."""
    moment = Tree(Path(settings.PUBLISHED_TREE)).followed_at()
    return max(now - moment, timedelta()) if moment else None


def look_at_room() -> Finding:
    left = min(map(room_left, folders()))
    return Finding("disk", f"{left // 1024**2} MB left", is_well=left >= ROOM_LEFT)


def folders() -> list[Path]:
    """Those that grow; one that is not there yet stands on the disk of the program."""
    given = [Path(folder) for folder in (settings.VAR, settings.PUBLISHED_TREE) if folder]
    return [folder if folder.is_dir() else settings.BASE_DIR for folder in given]


def room_left(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def spoken(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    return f"{minutes} min" if minutes else f"{int(age.total_seconds())} s"
