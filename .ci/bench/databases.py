"""Databases of one run, made when a part asks for one and dropped at the end; scripts that work in one."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from servers import HERE, ROOT

SERVER = os.environ.get("BENCH_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
QUICK = "--quick" in sys.argv
SIZES = {  # men, sponsorships of invented sponsors
    "30 men": (30, 0),
    "60 men": (60, 0),  # a page of the list is full
    "1,000 men": (1_000, 0),
    "10,000 men": (10_000, 0),
    "100,000 men": (100_000, 0),
    "1,000 sponsorships": (1_000, 1_000),
    "1,000,000 sponsorships": (1_000, 1_000_000),
}
BEGAN = time.monotonic()


def say(words: str) -> None:
    print(f"bench {time.monotonic() - BEGAN:4.0f} s: {words}", file=sys.stderr, flush=True)


class Databases:
    def __init__(self, folder: Path) -> None:
        self.folder = folder  # for files of this run
        self.made: dict[str, str] = {}

    def of(self, size: str) -> str:
        """The address of one with so many records."""
        if size not in self.made:
            name = f"libertas_bench_{os.getpid()}_{re.sub('[^0-9a-z]', '_', size)}"
            administer(f"CREATE DATABASE {name}")
            self.made[size] = f"{SERVER.rpartition('/')[0]}/{name}"
            run("records.py", *map(str, SIZES[size]), url=self.made[size])
            say(f"records: {size}")
        return self.made[size]

    def drop(self) -> None:
        for address in self.made.values():
            administer(f"DROP DATABASE IF EXISTS {address.rpartition('/')[2]} WITH (FORCE)")


def administer(command: str) -> None:
    with psycopg.connect(SERVER.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(command)


def environment(url: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": url, "PYTHONPATH": str(ROOT), "DJANGO_LOG_LEVEL": "ERROR"}


def run(script: str, *words: str, url: str) -> list[str]:
    """What a script of this folder prints, in words."""
    command = [sys.executable, str(HERE / script), *words]
    done = subprocess.run(command, env=environment(url), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench: {script} failed\n{done.stderr[-2000:]}")
    return done.stdout.split()
