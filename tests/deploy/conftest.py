"""Parts of a larger site, each for real on this machine: replica, buckets, several applications, one front."""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

import boto3
import pytest

from tests.cluster import AS_ROOT, Cluster, fill, free_port, production
from tests.shared_cache import REDIS, Redis

ROOT = Path(__file__).parents[2]


class Standby(Cluster):
    """A streaming replica, made from the living primary with pg_basebackup, as docs/scaling.md says."""

    def __init__(self, primary):
        self.folder, self.port = Path(mkdtemp(prefix="libertas-test-")), free_port()
        if AS_ROOT:
            shutil.chown(self.folder, "postgres")
        source = ["--host", "127.0.0.1", "--port", str(primary.port), "--username", "postgres"]
        how = ["--checkpoint=fast", "--write-recovery-conf", "--no-sync"]  # "spread" takes minutes
        self.run("pg_basebackup", *source, "--pgdata", self.folder / "data", *how)
        with (self.folder / "data" / "postgresql.auto.conf").open("a") as settings:
            settings.write("hot_standby_feedback = on\n")  # the primary keeps what the replica still reads
        self.start()

    def promote(self):
        self.run("pg_ctl", "promote", "--wait", "--pgdata", self.folder / "data")


BOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/local/bin:/usr/bin")


class Bouncer:
    """PgBouncer before a primary, in transaction mode, set as docs/scaling.md says."""

    def __init__(self, primary):
        self.port, settings = free_port(), primary.folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host=127.0.0.1 port={primary.port} user=postgres\n[pgbouncer]\n"
            f"listen_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\nauth_type = any\n"
            "pool_mode = transaction\ndefault_pool_size = 4\nquery_timeout = 10\nquery_wait_timeout = 5\n"
            "ignore_startup_parameters = options\n"
        )
        as_who = ["runuser", "-u", "postgres", "--"] if AS_ROOT else []  # it refuses to run as root
        self.process = subprocess.Popen(
            [*as_who, BOUNCER, settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for(self.port)

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Buckets:
    """moto's server: what is private and public at once for every process."""

    def __init__(self):
        self.port = free_port()
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port)
        self.settings = {
            "S3_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "S3_ACCESS_KEY": "only",
            "S3_SECRET_KEY": "here",
            "S3_REGION": "eu-west-3",
            "S3_PUBLIC_BUCKET": "public",
            "S3_PRIVATE_BUCKET": "private",
        }
        for bucket in ("public", "private"):
            where = {"LocationConstraint": "eu-west-3"}
            self.client().create_bucket(Bucket=bucket, CreateBucketConfiguration=where)

    def client(self):
        given = self.settings
        return boto3.client(
            "s3",
            endpoint_url=given["S3_ENDPOINT_URL"],
            aws_access_key_id=given["S3_ACCESS_KEY"],
            aws_secret_access_key=given["S3_SECRET_KEY"],
            region_name=given["S3_REGION"],
        )

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Application:
    """gunicorn with the configuration file of the tree, on a port of its own or that of one before it."""

    def __init__(self, url, *, port=0, **given):
        self.port = port or free_port()
        self.environment = production(url, BIND=f"127.0.0.1:{self.port}", **given)
        command = [sys.executable, "-m", "gunicorn", "campaign.wsgi"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def warm(self):
        """The first page of a process takes its time on a busy machine; what is tested comes later."""
        wait_for(self.port)
        told = {"Host": "testserver", "X-Forwarded-Proto": "https"}
        for _ in range(4):  # more than its processes
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", "/fr/prisonniers/", headers=told)
            assert connection.getresponse().status == 200
            connection.close()

    def kill(self):
        """All of it at once, as when a machine loses its current."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def wait_for(port):
    for _ in range(200):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port}")


@pytest.fixture(scope="module")
def primary():
    made = Cluster()
    made.create("site")
    fill(made.url("site"))
    yield made
    made.remove()


@pytest.fixture(scope="module")
def door(primary):
    """How the applications reach the primary: through PgBouncer, where it is installed."""
    if not BOUNCER:
        yield primary
        return
    made = Bouncer(primary)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def standby(primary):
    made = Standby(primary)
    yield made
    made.remove()


@pytest.fixture(scope="module")
def redis():
    if not REDIS:
        yield None
        return
    made = Redis()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def buckets():
    made = Buckets()
    yield made
    made.stop()
