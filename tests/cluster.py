"""A PostgreSQL of our own on a free port, and the site in production mode before it: theirs to break."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

ROOT = settings.BASE_DIR
NGOS = ["covcas", "hyestart", "armenophobia-observatory"]
AS_ROOT = os.getuid() == 0


def programs():
    """The newest folder with initdb; Debian keeps one a version, off the PATH."""
    found = [shutil.which("initdb"), *map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb"))]
    return [Path(path).parent for path in found if path][-1:]


needs_a_cluster = pytest.mark.skipif(
    connection.vendor != "postgresql" or not programs() or (AS_ROOT and not shutil.which("runuser")),
    reason="run with the tests on PostgreSQL, where initdb and pg_ctl are installed",
)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class Cluster:
    def __init__(self):
        self.folder, self.port = Path(mkdtemp(prefix="libertas-test-")), free_port()
        if AS_ROOT:
            shutil.chown(self.folder, "postgres")
        how = [
            "--username",
            "postgres",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C.UTF-8",
            "--no-sync",
        ]
        self.run("initdb", "--pgdata", self.folder / "data", *how)
        self.start()

    def run(self, name, *arguments):
        """PostgreSQL refuses to run as root."""
        as_who = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []
        command = [*as_who, programs()[0] / name, *arguments]
        subprocess.run(
            command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def start(self):
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c max_connections=200"
        self.run(
            "pg_ctl", "start", "--wait", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options
        )

    def stop(self):
        self.run("pg_ctl", "stop", "--wait", "-D", self.folder / "data", "-m", "immediate")

    @contextlib.contextmanager
    def frozen(self):
        """Every process of it stands still: it takes connections and questions, and answers nothing."""
        postmaster = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        processes = [postmaster, *map(int, children)]
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in processes:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def remove(self):
        with contextlib.suppress(subprocess.CalledProcessError):  # a test may have stopped it
            self.stop()
        shutil.rmtree(self.folder)

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def sql(self, name, query, *values):
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            found = connection.execute(query, values or None)
            return found.fetchall() if found.description else []

    def create(self, name, like="template1"):
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {like}")
        # A copied sequence says how far its template's log has run, not its own: killed before
        # the next checkpoint, it would give the same numbers twice.
        self.sql("postgres", "CHECKPOINT")
        return self.url(name)


@pytest.fixture(scope="session")
def cluster():
    made = Cluster()
    yield made
    made.remove()


@pytest.fixture(scope="session")
def loaded(cluster):
    """The name of a database that holds the campaign's own records: a template for each test."""
    fill(cluster.create("loaded"))
    return "loaded"


def fill(url):
    """All that a site needs before it starts. In production no page is made without its assets' names."""
    if not (ROOT / "var" / "static" / "staticfiles.json").exists():  # `make test` has seen to it
        manage(url, "collectstatic", "--no-input", "--verbosity", "0")
    manage(url, "migrate", "--verbosity", "0")
    manage(url, "load_campaign", "data")


def keys():
    return Fernet.generate_key().decode()


KEYS = {"CONTACT_KEYS": ";".join(f"{ngo}:{keys()}" for ngo in NGOS), "LOOKUP_KEY": keys()}


def production(url, **given):
    """The environment of a real server, of which nothing is real."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return kept | KEYS | {
        "ENV_FILE": os.devnull,
        "SITE_URL": "https://example.org",
        "ALLOWED_HOSTS": "example.org",
        "MAIL_FROM": "Libertas <campaign@example.org>",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "SECRET_KEY": "only for these tests, long enough and of varied letters 0123456789",
        "BEHIND_PROXY": "true",
        "DATABASE_URL": url,
    } | {name: str(value) for name, value in given.items()}  # fmt: skip


def manage(url, *arguments, **given):
    """Run a command as on the server; its words, or a CalledProcessError that bears them."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=production(url, **given), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssertionError(f"{arguments}: {done.stderr[-2_000:]}")
    return done.stdout


def shell(url, words, **given):
    """Let the site itself say these words."""
    return manage(url, "shell", "--no-imports", "-c", words, **given)
