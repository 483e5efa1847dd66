"""Pictures beside links are drawn by other processes while the publisher makes the pages."""

import os
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from django.conf import settings as settings_of_the_project

from campaign import publishing, revision
from campaign.kit import drawn
from campaign.publishing import publish
from campaign.tree import Tree
from prisoners.models import Prisoner
from tests.factories import make_prisoner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(drawn, "FEW", 0)
    settings.VAR = tmp_path / "var"
    settings.WHITENOISE_USE_FINDERS = True  # in place of collected static files


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "tree")


@pytest.fixture
def ruben(db):
    return make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben")


def picture_of(tree, slug):
    (name,) = [name for name in tree.names() if name.startswith(f"share/prisoner/{slug}.fr.")]
    return name, (tree.folder / name).read_bytes()


def test_another_process_draws_the_picture_that_the_site_would_draw(tree, ruben, client, monkeypatch):
    class Waited(drawn.Ahead):
        """Publishing so few pages takes less time than another process needs to begin."""

        def png(self, address):
            for begun in self.begun.values():
                begun.result()
            return super().png(address)

    monkeypatch.setattr(drawn, "Ahead", Waited)
    monkeypatch.setattr(drawn, "draw", lambda picture: b"drawn here")

    publish(tree)

    monkeypatch.undo()
    name, png = picture_of(tree, "ruben")
    assert png.startswith(b"\x89PNG")
    assert png == client.get(f"/{name}").content


def test_where_other_processes_die_the_publisher_draws(tree, ruben, monkeypatch):
    def die(*_work):
        raise BrokenProcessPool

    monkeypatch.setattr(drawn.ProcessPoolExecutor, "submit", die)

    assert not publish(tree).failed
    assert picture_of(tree, "ruben")[1].startswith(b"\x89PNG")


def test_a_process_that_ends_in_the_middle_costs_no_picture(tree, ruben, monkeypatch):
    submit = drawn.ProcessPoolExecutor.submit
    monkeypatch.setattr(drawn.ProcessPoolExecutor, "submit", lambda pool, *_work: submit(pool, os.abort))

    assert not publish(tree).failed
    assert picture_of(tree, "ruben")[1].startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_drawn_is_owed_and_the_pages_stand(tree, ruben, monkeypatch):
    def fail(picture):
        raise ValueError

    monkeypatch.setattr(drawn, "FEW", 1_000)
    monkeypatch.setattr(drawn, "draw", fail)

    failed = publish(tree).failed

    assert {address.split("/")[1] for address in failed} == {"share"}
    assert (tree.folder / "fr/prisonniers/ruben/index.html").exists()
    monkeypatch.undo()
    publish(tree)
    assert picture_of(tree, "ruben")[1].startswith(b"\x89PNG")


def test_a_picture_that_another_process_finished_after_the_hiding_is_not_kept(tree, ruben, settings):
    publish(tree)
    late = settings.VAR / "cards/prisoner/hidden-meanwhile/fr.0123456789ab.png"
    late.parent.mkdir(parents=True)
    late.write_bytes(b"his name")

    revision.moved()
    Prisoner.objects.filter(pk=ruben.pk).update(name_fr="Rouben")
    publish(tree)

    assert not late.parent.exists()
    assert (settings.VAR / "cards/prisoner/ruben").exists()


def test_a_picture_hidden_before_it_is_fetched_breaks_nothing(tmp_path):
    class Done(Future):
        def cancel(self):
            return False

    done = Done()
    done.set_result(None)
    drawers = drawn.Ahead()
    drawers.owed["/share/x.png"], drawers.begun["/share/x.png"] = tmp_path / "gone.png", done

    assert drawers.png("/share/x.png") is None


def test_what_was_drawn_stays_when_the_records_overtake_the_publisher(tree, ruben, settings, monkeypatch):
    def overtaken(now, browser, drawers, *, began_at):
        for begun in drawers.begun.values():
            begun.result()
        revision.moved()

    monkeypatch.setattr(publishing, "publish_assets", overtaken)

    publish(tree)

    assert list((settings.VAR / "cards/prisoner/ruben").glob("fr.*.png"))


def test_a_publisher_that_is_killed_leaves_no_process_behind(tmp_path):
    script = tmp_path / "publisher.py"
    script.write_text(
        "import os, signal, sys\n"
        "from campaign.kit.drawn import other_processes\n"
        "if __name__ == '__main__':\n"
        "    sys.stdout.write(str(other_processes().submit(os.getpid).result()))\n"
        "    sys.stdout.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    said = tmp_path / "said"
    with said.open("w") as file:  # no pipe: who is left behind would hold it open
        subprocess.run(
            [sys.executable, script],
            stdout=file, stderr=subprocess.DEVNULL, check=False,
            env=os.environ | {"PYTHONPATH": str(settings_of_the_project.BASE_DIR)},
        )  # fmt: skip

    for _wait in range(100):
        if not Path(f"/proc/{said.read_text()}").exists():
            break
        time.sleep(0.1)
    assert not Path(f"/proc/{said.read_text()}").exists()
