"""deploy/upgrade as it stands, on folders of its own: a release comes, a broken one goes back by itself.

The machine's own programs that cannot run here are stood in for: systemd, the user, and the virtual
environment, which is the one of these tests. Release, checks, migrations, gunicorn and its health are real.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.cluster import AS_ROOT, Cluster, fill, needs_a_cluster, production

ROOT = settings.BASE_DIR
MOUNTS = {
    "etc-systemd": "/etc/systemd/system",
    "etc-nginx": "/etc/nginx",
    "etc-logrotate": "/etc/logrotate.d",
    "run": "/run",
}
NEEDED = [name for name in ("unshare", "curl", "git", "flock") if not shutil.which(name)]
NEEDED += [there for there in MOUNTS.values() if not Path(there).is_dir()]
MAY_MOUNT = (
    AS_ROOT and not NEEDED and subprocess.run(["unshare", "--mount", "true"], check=False).returncode == 0
)

pytestmark = [
    pytest.mark.deploy,
    needs_a_cluster,
    pytest.mark.skipif(
        not MAY_MOUNT, reason="needs root, unshare, curl, git, flock, nginx and systemd's folder"
    ),
]

# As with Type=notify: a restart ends when gunicorn is ready, or says that it is not.
PROGRAMS = {
    "systemctl": """
[ "$*" = "restart libertas" ] || exit 0
if [ -s "$MACHINE/pid" ]; then kill "$(cat "$MACHINE/pid")"; while kill -0 "$(cat "$MACHINE/pid")"; do sleep 0.1; done; fi
rm -f "$MACHINE/pid" /run/libertas/site.sock
cd "$LIBERTAS_HOME/current"
env -i PATH="$PATH" ENV_FILE="$LIBERTAS_SETTINGS" .venv/bin/python -m gunicorn campaign.wsgi >"$MACHINE/log" 2>&1 9>&- &
echo $! >"$MACHINE/pid"
until [ -S /run/libertas/site.sock ]; do kill -0 "$(cat "$MACHINE/pid")" || { rm "$MACHINE/pid"; exit 1; }; sleep 0.1; done
""",
    "runuser": 'exec "${@:4}"',
    "nginx": "exit 0",
    "python3": f"""
mkdir -p "$3/bin"
printf '#!/bin/sh\\nexec {sys.executable} "$@"\\n' >"$3/bin/python"
printf '#!/bin/sh\\n' >"$3/bin/pip"
chmod +x "$3/bin/python" "$3/bin/pip"
""",
}


class Machine:
    def __init__(self, folder, url):
        self.folder, self.home = folder, folder / "libertas"
        for name in [
            "libertas/releases",
            "programs",
            "run/libertas",
            "etc-systemd",
            "etc-logrotate",
            "etc-nginx/sites-available",
        ]:
            (folder / name).mkdir(parents=True)
        for name, words in PROGRAMS.items():
            program = folder / "programs" / name
            program.write_text(f"#!/bin/bash\n{words}")
            program.chmod(0o755)
        here = ["PATH", "HOME", "LANG", "ENV_FILE"]
        given = production(url, BIND="unix:/run/libertas/site.sock", VAR=folder / "var")
        lines = [f"{name}={value}\n" for name, value in given.items() if name not in here]
        (folder / "env").write_text("".join(lines))
        self.git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(self.home / "source"), at=folder)

    def git(self, *words, at=None):
        who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
        command = ["git", *who, *words]
        return subprocess.run(
            command, cwd=at or self.home / "source", check=True, capture_output=True, text=True
        ).stdout.strip()

    def commit(self, name, words):
        """A release of which one file has this more at its end."""
        with (self.home / "source" / name).open("a") as file:
            file.write(words)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "A release")
        return self.git("rev-parse", "HEAD")

    def upgrade(self, *words):
        mounts = "; ".join(f"mount --bind {self.folder / here} {there}" for here, there in MOUNTS.items())
        script = f'set -e; {mounts}; exec "$0" "$@"'
        paths = f"{self.folder / 'programs'}:{os.environ['PATH']}"
        given = {"MACHINE": self.folder, "LIBERTAS_HOME": self.home, "LIBERTAS_SETTINGS": self.folder / "env"}
        with (self.folder / "said").open("w+") as said:  # no pipe: gunicorn would hold it open
            done = subprocess.run(
                ["unshare", "--mount", "bash", "-c", script, str(ROOT / "deploy" / "upgrade"), *words],
                env={**os.environ, "PATH": paths} | {name: str(value) for name, value in given.items()},
                stdout=said, stderr=said, check=False,
            )  # fmt: skip
            said.seek(0)
            return done.returncode, said.read()

    @property
    def current(self):
        return (self.home / "current").resolve().name[-10:]

    def is_up(self):
        ask = ["curl", "--silent", "--fail", "--unix-socket", str(self.folder / "run/libertas/site.sock")]
        told = ["--header", "Host: example.org", "http://site/healthz"]
        return subprocess.run([*ask, *told], check=False, capture_output=True).returncode == 0

    def stop(self):
        if (self.folder / "pid").exists():
            os.kill(int((self.folder / "pid").read_text()), signal.SIGTERM)


@pytest.fixture
def machine(tmp_path):
    cluster = Cluster()
    fill(cluster.create("site"))
    made = Machine(tmp_path, cluster.url("site"))
    yield made
    made.stop()
    cluster.remove()


def test_a_release_comes_and_a_broken_one_goes_back_by_itself(machine):
    good = machine.git("rev-parse", "HEAD")
    first, said = machine.upgrade(good)
    assert (first, machine.current, machine.is_up()) == (0, good[:10], True), said
    rotated = (machine.folder / "etc-logrotate/libertas").read_text()
    assert rotated == (ROOT / "deploy/logrotate.conf").read_text()

    # One that cannot migrate: nothing is switched.
    bad = machine.commit("campaign/migrations/0001_initial.py", "\nraise RuntimeError\n")
    code, said = machine.upgrade(bad)
    assert (code != 0, machine.current, machine.is_up()) == (True, good[:10], True), said

    # One that does not start.
    machine.git("reset", "--hard", "--quiet", good)
    silent = machine.commit("campaign/wsgi.py", "\nraise RuntimeError\n")
    code, said = machine.upgrade(silent)
    assert (code != 0, machine.current, machine.is_up()) == (True, good[:10], True), said
    assert "libertas does not start" in said
    assert "== back to" in said

    # And by hand.
    machine.git("reset", "--hard", "--quiet", good)
    better = machine.commit("README.md", "\nBetter.\n")
    assert machine.upgrade(better)[0] == 0
    assert machine.current == better[:10]
    assert machine.upgrade("--back")[0] == 0
    assert (machine.current, machine.is_up()) == (good[:10], True)
    assert len(list(Path(machine.home / "releases").iterdir())) <= 5
