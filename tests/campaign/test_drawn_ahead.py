"""Pictures beside links are drawn by other processes while the publisher makes the pages."""

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from campaign import revision
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
