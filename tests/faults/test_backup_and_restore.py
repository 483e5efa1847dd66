"""A backup brings everything back on an empty machine, but what was erased or hidden since."""

import json
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cluster import ROOT, manage, needs_a_cluster, production, shell

pytestmark = [
    pytest.mark.faults,
    needs_a_cluster,
    pytest.mark.skipif(
        not (shutil.which("age") and shutil.which("pg_dump")), reason="age or pg_dump is not installed here"
    ),
]

# Words of a program that runs in the site, as a person at a desk or at a form would have them said.
SIGN_UP = """
from django.utils import timezone
from sponsorships.models import Sponsorship
from tests.factories import make_sponsor, make_sponsorship
for n, state in enumerate(["pending", "active", "unconfirmed"]):
    sponsor = make_sponsor(kind="individual", name="", slug=f"person-{n}")
    make_sponsorship(sponsor=sponsor, ticket=f"t{n}", state=state, email=f"ada{n}@example.org")
lately = timezone.now()  # nothing here is to be forgotten tonight
Sponsorship.objects.filter(state="pending").update(confirmed_at=lately)
Sponsorship.objects.filter(ticket__startswith="t").update(requested_at=lately)
"""
LATER = """
from django.utils import timezone
from sponsorships import services
from sponsorships.models import Sponsorship
services.forget(Sponsorship.objects.get(ticket="t0"))
services.withdraw(Sponsorship.objects.get(ticket="t1"), now=timezone.now())
services.unpublish(Sponsorship.objects.public().exclude(key=None).order_by("pk").first())
"""
TOLD = """
from campaign.backups import contents_of_tables
import json; print(json.dumps(contents_of_tables()))
"""


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two people of two NGOs hold a key each; a third holds none of ours."""
    tmp_path = tmp_path_factory.mktemp("machine")
    for name in ["covcas", "hyestart", "stranger"]:
        subprocess.run(["age-keygen", "-o", tmp_path / name], check=True, capture_output=True)
    ours = ["covcas", "hyestart"]
    public = [subprocess.check_output(["age-keygen", "-y", tmp_path / name], text=True) for name in ours]
    (tmp_path / "recipients").write_text(f"# Covcas\n{public[0]}# Hyestart\n{public[1]}")
    return tmp_path


@pytest.fixture(scope="module")
def machine(cluster, loaded, keys):
    """A database with requests in it, files of both sorts, and a folder for backups."""
    url = cluster.create("saved", like=loaded)
    places = {"BACKUPS": keys / "backups", "PUBLIC_FILES": keys / "public", "PRIVATE_FILES": keys / "private"}
    for folder in places.values():
        folder.mkdir()
    (keys / "public/logo.webp").write_bytes(b"a logo")
    (keys / "private/deeds").mkdir()
    (keys / "private/deeds/0001").write_bytes(b"a signed deed" * 10_000)
    shell(url, SIGN_UP, **places)
    return url, places


@pytest.fixture(scope="module")
def backup(machine, keys):
    url, places = machine
    old = places["BACKUPS"] / "libertas-2026-01-01T000000Z.tar.age"
    old.write_bytes(b"old")
    made = Path(manage(url, "backup", BACKUP_RECIPIENTS=keys / "recipients", **places).strip())
    assert list(places["BACKUPS"].glob("*.age")) == [made]  # thirty days are enough
    return made


@pytest.fixture
def again(cluster):
    """An empty machine."""
    yield cluster.create("again")
    cluster.sql("postgres", "DROP DATABASE again WITH (FORCE)")


def test_it_all_comes_back_with_either_key_but_what_was_erased_or_hidden_since(
    cluster, machine, keys, backup, again
):
    url, places = machine
    before = json.loads(shell(url, TOLD))
    shell(url, LATER, **places)
    elsewhere = {"PUBLIC_FILES": keys / "new/public", "PRIVATE_FILES": keys / "new/private"}
    manifest = json.loads(opened(backup, keys / "covcas", "manifest.json"))

    said = manage(
        again, "restore", backup, "--identity", keys / "hyestart", "--removals", places["BACKUPS"] / "removals.json",
        **elsewhere,
    )  # fmt: skip

    assert "4 removals since" in said
    assert manifest["tables"] == before
    assert (keys / "new/public/logo.webp").read_bytes() == b"a logo"
    assert (keys / "new/private/deeds/0001").read_bytes() == b"a signed deed" * 10_000
    assert cluster.sql("again", "SELECT ticket, state, published FROM sponsorships_sponsorship"
                       " WHERE ticket IS NOT NULL ORDER BY ticket") == [
        ("t1", "withdrawn", False),
        ("t2", "unconfirmed", False),
    ]  # fmt: skip
    assert cluster.sql("again", "SELECT count(*) FROM sponsorships_contact") == [(1,)]
    hidden = "SELECT count(*) FROM sponsorships_sponsorship WHERE key IS NOT NULL AND NOT published AND state = 'active'"
    assert cluster.sql("again", hidden) == cluster.sql("saved", hidden)
    assert cluster.sql("again", "SELECT count(*) FROM campaign_letter WHERE name = 'withdrawn'") == [(0,)]
    same = "SELECT count(*), md5(string_agg(p::text, '' ORDER BY slug)) FROM prisoners_prisoner p"
    assert cluster.sql("again", same) == cluster.sql("saved", same)


def test_with_only_this_repositorys_files_it_is_whole_again_in_fifteen_minutes_row_for_row_and_byte_for_byte(
    cluster, machine, keys, backup, again, tmp_path
):
    manifest = json.loads(opened(backup, keys / "covcas", "manifest.json"))
    places = {"PUBLIC_FILES": tmp_path / "public", "PRIVATE_FILES": tmp_path / "private"}
    removals = tmp_path / "removals.json"
    removals.write_text("[]")
    (tmp_path / "site").mkdir()

    began = time.monotonic()
    files = subprocess.check_output(["git", "archive", "HEAD"], cwd=ROOT)
    subprocess.run(["tar", "-x", "-C", tmp_path / "site"], input=files, check=True)
    program = [sys.executable, "manage.py", "restore", backup, "--identity", keys / "covcas"]
    restored = subprocess.run(
        [*program, "--removals", removals], cwd=tmp_path / "site", env=production(again, **places),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    took = time.monotonic() - began

    assert restored.returncode == 0, restored.stderr
    now = json.loads(shell(again, TOLD))
    assert {table for table in now if now[table] != manifest["tables"][table]} <= {"django_session"}
    assert now["sponsorships_sponsorship"][0] > 10
    del manifest["files"]["database.dump"]
    found = {
        f"{sort}/{path.relative_to(tmp_path / sort)}": sha256(path.read_bytes()).hexdigest()
        for sort in ("public", "private")
        for path in (tmp_path / sort).rglob("*")
        if path.is_file()
    }
    assert found == manifest["files"]
    assert took < 15 * 60


def test_a_key_that_leaked_opens_no_backup_made_after_its_line_was_replaced(machine, keys, tmp_path):
    url, places = machine
    subprocess.run(["age-keygen", "-o", tmp_path / "new"], check=True, capture_output=True)
    lines = (keys / "recipients").read_text().splitlines()
    lines[1] = subprocess.check_output(["age-keygen", "-y", tmp_path / "new"], text=True).strip()
    (tmp_path / "recipients").write_text("\n".join(lines))
    elsewhere = places | {"BACKUPS": tmp_path / "backups"}
    elsewhere["BACKUPS"].mkdir()

    made = manage(url, "backup", BACKUP_RECIPIENTS=tmp_path / "recipients", **elsewhere).strip()

    for key in (tmp_path / "new", keys / "hyestart"):
        assert json.loads(opened(made, key, "manifest.json"))["tables"]
    leaked = subprocess.run(
        ["age", "--decrypt", "-i", keys / "covcas", made], capture_output=True, check=False
    )
    assert (leaked.returncode != 0, leaked.stdout) == (True, b"")


def opened(backup, key, name):
    archive = subprocess.check_output(["age", "--decrypt", "-i", key, backup])
    return subprocess.run(["tar", "-xO", name], input=archive, capture_output=True, check=True).stdout


def test_nobody_else_opens_it(keys, backup):
    refused = subprocess.run(
        ["age", "--decrypt", "-i", keys / "stranger", backup], capture_output=True, check=False
    )

    assert refused.returncode != 0
    assert not refused.stdout
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [path for path in backup.parent.iterdir() if path.name.startswith(".unfinished")] == []


@pytest.mark.parametrize("harm", ["cut short", "changed", "another key", "not empty"])
def test_what_is_not_whole_is_refused_and_changes_nothing(
    cluster, machine, keys, backup, again, tmp_path, harm
):
    harmed = Path(shutil.copy(backup, tmp_path))
    with harmed.open("r+b") as file:
        if harm == "cut short":
            file.truncate(200_000)
        if harm == "changed":
            file.seek(100_000)
            file.write(b"xxxx")
    (tmp_path / "removals.json").write_text("[]")
    how = ["--identity", keys / ("stranger" if harm == "another key" else "covcas")]

    with pytest.raises(AssertionError, match=r"CommandError: (This|The)"):
        manage(
            machine[0] if harm == "not empty" else again,
            "restore",
            harmed,
            *how,
            "--removals",
            tmp_path / "removals.json",
        )

    assert cluster.sql("again", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_one_key_alone_is_not_enough(machine, keys):
    (keys / "one").write_text((keys / "recipients").read_text().splitlines()[1])

    with pytest.raises(AssertionError, match="fewer than 2 keys"):
        manage(machine[0], "backup", BACKUP_RECIPIENTS=keys / "one", **machine[1])
