"""Backups: database and files in one encrypted archive, proved readable, and brought back.

pg_dump, tar and age do the work. Any one of the recipients' keys opens a backup, and the machine that
makes it holds none of them: what it wrote, it reads once with a key made for this backup and thrown away.
"""

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.core.files.storage import FileSystemStorage, storages
from django.db import connection, transaction

DUMP, MANIFEST = "database.dump", "manifest.json"
NAME = "libertas-{:%Y-%m-%dT%H%M%SZ}.tar.age"
KEPT = timedelta(days=30)
FEWEST_KEYS = 2  # one lost key must not lose the backups
FOLDERS = {"public": "default", "private": "private"}  # in the archive, and the storage that it holds


class NoBackup(Exception):
    """It was not made, or not brought back; the sentence says why."""


def make(folder: Path, *, recipients: Path, now: datetime) -> Path:
    """Written aside, read again with a key of its own, and only then given its name."""
    lines = recipients.read_text().splitlines()
    if sum(bool(line) and not line.startswith("#") for line in lines) < FEWEST_KEYS:
        raise NoBackup(f"{recipients} names fewer than {FEWEST_KEYS} keys.")
    with TemporaryDirectory(dir=folder, prefix=".unfinished-") as scratch:
        here = Path(scratch)
        tables = dump_database(here / DUMP)
        files = {DUMP: here / DUMP} | files_of_ours()
        digests = {name: digest_of(path) for name, path in files.items()}
        manifest = {"made_at": now.isoformat(), "tables": tables, "files": digests}
        (here / MANIFEST).write_text(json.dumps(manifest, indent=1))
        run("age-keygen", "-o", here / "once.key")
        once = run("age-keygen", "-y", here / "once.key").strip()
        with encrypted(here / "archive", "-R", recipients, "-r", once) as stream:
            write_archive(stream, {MANIFEST: here / MANIFEST} | files)
        prove(here / "archive", identity=here / "once.key", manifest=manifest)
        return (here / "archive").replace(folder / NAME.format(now))


def prove(archive: Path, *, identity: Path, manifest: Mapping[str, Any]) -> None:
    """Open what was written, and find in it what was put in."""
    with TemporaryDirectory(dir=archive.parent) as scratch:
        if unpacked(archive, Path(scratch), identity=identity) != manifest:
            raise NoBackup("What was written is not what was read.")
        run("pg_restore", "--list", Path(scratch) / DUMP)
    archive.chmod(0o600)
    with archive.open("rb") as file:
        os.fsync(file.fileno())


def remove_old(folder: Path, *, now: datetime) -> None:
    oldest = NAME.format(now - KEPT)
    for backup in folder.glob("libertas-*.tar.age"):
        if backup.name < oldest:
            backup.unlink()


def bring_back(archive: Path, *, identity: Path) -> dict[str, Any]:
    """Into an empty database: all of it, or nothing. Returns the manifest."""
    if connection.introspection.table_names():
        raise NoBackup("This database is not empty: restore into a new one.")
    with TemporaryDirectory() as scratch:
        here = Path(scratch)
        manifest = unpacked(archive, here, identity=identity)
        how = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        run("pg_restore", *how, "--dbname", connection.settings_dict["NAME"], here / DUMP)
        with transaction.atomic():
            if contents_of_tables() != manifest["tables"]:
                raise NoBackup("The tables are not those of the backup.")
        for name, folder in folders().items():
            if (here / name).exists():
                shutil.copytree(here / name, folder, dirs_exist_ok=True)
    return manifest


def unpacked(archive: Path, into: Path, *, identity: Path) -> dict[str, Any]:
    """Every file as its digest says, and the manifest that holds the digests."""
    with decrypted(archive, identity) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        tar.extractall(into, filter="data")
    manifest = json.loads((into / MANIFEST).read_text())
    found = {path.relative_to(into).as_posix(): path for path in into.rglob("*") if path.is_file()}
    found.pop(MANIFEST)
    if {name: digest_of(path) for name, path in found.items()} != manifest["files"]:
        raise NoBackup("The files are not those that the manifest names.")
    return dict(manifest)


def write_archive(stream: IO[bytes], files: Mapping[str, Path]) -> None:
    with tarfile.open(fileobj=stream, mode="w|") as tar:
        for name, path in files.items():
            tar.add(path, arcname=name)


def files_of_ours() -> dict[str, Path]:
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": path
        for name, folder in folders().items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def folders() -> dict[str, Path]:
    """Of this machine; a bucket elsewhere keeps versions of its own (docs/backups.md)."""
    kept = {name: storages[alias] for name, alias in FOLDERS.items()}
    return {
        name: Path(storage.location)
        for name, storage in kept.items()
        if isinstance(storage, FileSystemStorage)
    }


def dump_database(file: Path) -> dict[str, Any]:
    """The dump, and what stood in the tables at that very moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        [snapshot] = cursor.fetchone()
        tables = contents_of_tables()
        run("pg_dump", "--format=custom", f"--snapshot={snapshot}", "--file", file)
    return tables


def contents_of_tables() -> dict[str, Any]:
    """For each table its number of rows and a digest of them, in any order."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(
                "SELECT count(*), coalesce(sum(('x' || left(md5(r::text), 15))::bit(60)::bigint), 0)::text"  # noqa: S608
                f" FROM {connection.ops.quote_name(table)} r"
            )
            found[table] = list(cursor.fetchone())
    return found


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoBackup(f"{name} is not installed (Debian: apt install age postgresql-client).")
    return found


def environment() -> dict[str, str]:
    """How PostgreSQL's programs reach the database; a password on the command line would be seen."""
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    given = {name: str(connection.settings_dict[key]) for name, key in names.items()}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8"} | {name: value for name, value in given.items() if value}


def run(name: str, *arguments: str | Path) -> str:
    done = subprocess.run(  # noqa: S603 - our own words and paths
        [program(name), *arguments], env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise NoBackup(f"{name}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def encrypted(file: Path, *recipients: str | Path) -> Iterator[IO[bytes]]:
    """What is written here is encrypted into the file."""
    command = [program("age"), *map(str, recipients), "-o", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as age:  # noqa: S603
        assert age.stdin is not None  # noqa: S101 - a pipe was asked for
        with age.stdin as stream:
            yield stream
    if age.returncode:
        raise NoBackup("age could not encrypt: are these recipients' keys?")


@contextmanager
def decrypted(file: Path, identity: Path) -> Iterator[IO[bytes]]:
    command = [program("age"), "--decrypt", "-i", str(identity), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as age:  # noqa: S603
        assert age.stdout is not None  # noqa: S101
        try:
            with age.stdout as stream:
                yield stream
        except tarfile.TarError as error:
            raise NoBackup("This key does not open this backup, or it is damaged.") from error
    if age.returncode:
        raise NoBackup("This key does not open this backup, or it is damaged.")
