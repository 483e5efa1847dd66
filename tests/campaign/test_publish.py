"""The public site as a tree of files: complete, never behind a change, never before a hiding."""

import gzip
import json
import signal
from base64 import b64encode
from datetime import UTC, datetime
from zipfile import ZipFile

import brotli
import pytest
import time_machine
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.test import Client

from campaign import offline, publishing, revision
from campaign.kit import signing
from campaign.publishing import NotPublished, publish
from campaign.tree import Tree
from prisoners import services
from prisoners.models import Prisoner
from sponsorships.models import Sponsor
from sponsorships.services import revoke, unpublish
from tests.desk import address, desk_of, press
from tests.factories import make_ngo, make_prisoner, make_sponsor, make_sponsorship, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _needs_neither_drawing_nor_collecting(monkeypatch, settings, tmp_path):
    monkeypatch.setattr("campaign.kit.drawn.draw", lambda picture: picture.fingerprint.encode())
    settings.VAR = tmp_path / "var"
    settings.WHITENOISE_USE_FINDERS = True  # in place of collected static files


@pytest.fixture
def tree(settings, tmp_path):
    settings.PUBLISHED_TREE = str(tmp_path / "tree")
    return Tree(tmp_path / "tree")


@pytest.fixture
def ruben(db):
    return make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben")


def text(tree, name):
    return (tree.folder / name).read_text()


def test_the_tree_holds_every_page_in_both_languages_and_what_they_need(tree, ruben, client):
    make_sponsorship(prisoner=ruben, sponsor=make_sponsor(slug="lyon"))

    publish(tree)

    names = tree.names()
    for name in [
        "fr/index.html",
        "en/prisoners/ruben/index.html",
        "fr/parrains/lyon/index.html",
        "errors/fr/404.html",
        "errors/en/503.html",
        "sitemap.xml",
        "robots.txt",
        "static/css/site.css",
        "static/fonts/libertas-sans-400-latin.woff2",
    ]:
        assert name in names, name
    assert any(name.startswith("share/prisoner/ruben.fr.") for name in names)
    assert (tree.folder / "fr/index.html").read_bytes() == client.get("/fr/").content


def test_what_has_a_form_of_its_own_is_left_to_the_application(tree, ruben):
    publish(tree)

    assert not [name for name in tree.names() if name.startswith(("fr/parrainer", "en/sponsor/", "fr/lien"))]


def test_each_text_has_its_compressed_twins_and_they_say_the_same(tree, ruben):
    publish(tree)

    for name in ["fr/index.html", "static/css/site.css", "sitemap.xml"]:
        body = (tree.folder / name).read_bytes()
        assert gzip.decompress((tree.folder / f"{name}.gz").read_bytes()) == body
        assert brotli.decompress((tree.folder / f"{name}.br").read_bytes()) == body
    assert not list(tree.folder.rglob("*.woff2.gz"))
    assert (tree.folder / "fr/index.html").stat().st_mode & 0o777 == 0o644


def test_nothing_is_rendered_while_nothing_has_changed(tree, ruben, monkeypatch):
    publish(tree)
    monkeypatch.setattr(publishing, "browser_of_ours", lambda: 1 / 0)

    assert publish(tree).written == []


def test_one_change_writes_only_the_pages_that_it_changed(tree, ruben):
    other = make_prisoner(slug="other")
    publish(tree)

    services.mark_as_checked(ruben, by=make_user(ngo=make_ngo()), now=NOW)
    done = publish(tree)

    assert "fr/prisonniers/ruben/index.html" in done.written
    assert f"fr/prisonniers/{other.slug}/index.html" not in done.written
    assert not [name for name in done.written if name.startswith("static/")]


@pytest.fixture
def asked(monkeypatch):
    """The addresses that the publisher asks of the application."""
    ask, addresses = publishing.ask, []

    def listen(browser, address):
        addresses.append(address)
        return ask(browser, address)

    monkeypatch.setattr(publishing, "ask", listen)
    return addresses


def test_one_change_makes_only_the_pages_that_ask_about_it(tree, ruben, asked):
    other = make_prisoner(slug="other")
    publish(tree)
    asked.clear()

    services.mark_as_checked(ruben, by=make_user(ngo=make_ngo(name_fr="Vigie")), now=NOW)
    done = publish(tree)

    assert "/fr/prisonniers/ruben/" in asked
    assert f"/fr/prisonniers/{other.slug}/" not in asked
    assert f"fr/prisonniers/{other.slug}/index.html" in done.files
    assert "Vigie" in text(tree, "fr/prisonniers/ruben/index.html")


def test_what_pages_have_in_common_is_made_once_and_makes_each_of_them_anew_when_it_changes(tree):
    men = [make_prisoner(slug=slug) for slug in ["ruben", "other"]]
    for man in men:
        make_sponsorship(prisoner=man, sponsor=make_sponsor(slug=f"of-{man.slug}"))
    town = make_sponsor(name="Ville de Lyon", slug="lyon")
    of_all = make_sponsorship(prisoner=None, whom="group", sponsor=town)
    Prisoner.objects.update(one_of_the_23=True)
    pages = [f"fr/prisonniers/{man.slug}/index.html" for man in men]
    publish(tree)
    assert all("Ville de Lyon" in text(tree, page) for page in pages)

    revision.moved()
    Sponsor.objects.filter(pk=of_all.sponsor_id).update(name="Ville de Vienne")
    done = publish(tree)

    assert set(pages) <= set(done.written)
    assert all("Ville de Vienne" in text(tree, page) for page in pages)


def test_a_change_taken_back_is_published_both_times(tree, ruben):
    for name in ["Avant", "Après", "Avant"]:
        revision.moved()
        Prisoner.objects.filter(pk=ruben.pk).update(name_fr=name)
        publish(tree)

        assert name in text(tree, "fr/prisonniers/ruben/index.html")


@pytest.mark.parametrize("damage", ["lost", "touched", "of another program"])
def test_what_is_known_of_a_page_counts_only_for_the_file_that_was_made(
    tree, ruben, asked, damage, monkeypatch
):
    publish(tree)
    page = tree.folder / "fr/prisonniers/ruben/index.html"
    made = page.read_bytes()
    asked.clear()
    if damage == "lost":
        page.unlink()
    elif damage == "touched":
        page.write_bytes(b"forged")
    else:
        monkeypatch.setattr("campaign.made_of.program", lambda: "a new release")

    revision.moved()
    publish(tree)

    assert "/fr/prisonniers/ruben/" in asked
    assert page.read_bytes() == made


def test_what_another_host_has_hidden_goes_first_with_all_that_speaks_of_it(tree, ruben, monkeypatch):
    make_sponsorship(prisoner=ruben, sponsor=make_sponsor(slug="lyon"))
    publish(tree)
    revision.moved()
    Prisoner.objects.filter(pk=ruben.pk).update(published=False)
    monkeypatch.setattr(publishing, "put_in_place", lambda *_: 1 / 0)  # the round ends with its first page

    with pytest.raises(ZeroDivisionError):
        publish(tree)

    assert not [name for name in tree.names() if b"/ruben/" in (tree.folder / name).read_bytes()]
    assert not list((tree.folder / "share").rglob("*.png"))


def test_the_days_are_counted_anew_at_midnight_in_paris(tree, ruben):
    with time_machine.travel("2026-11-20T22:59:00Z", tick=False):
        publish(tree)
        assert publish(tree).written == []
    with time_machine.travel("2026-11-20T23:01:00Z", tick=False):
        assert "fr/prisonniers/ruben/index.html" in publish(tree).written


def test_a_crash_between_the_change_and_its_publishing_leaves_it_owed(tree, ruben, monkeypatch):
    publish(tree)
    services.mark_as_checked(ruben, by=make_user(ngo=make_ngo(name_fr="Vigie")), now=NOW)
    put, count = Tree.put, []

    def die(self, name, body):
        count.append(name)
        if len(count) > 1:
            raise KeyboardInterrupt
        put(self, name, body)

    monkeypatch.setattr(Tree, "put", die)
    with pytest.raises(KeyboardInterrupt):
        publish(tree)
    monkeypatch.setattr(Tree, "put", put)

    publish(tree)

    assert "Vigie" in text(tree, "fr/prisonniers/ruben/index.html")
    assert publish(tree).written == []


def test_what_is_hidden_is_gone_right_after_the_commit(tree, django_capture_on_commit_callbacks):
    town = make_sponsorship(prisoner=make_prisoner(slug="ruben"), sponsor=make_sponsor(slug="ville-de-lyon"))
    publish(tree)

    with django_capture_on_commit_callbacks(execute=True):
        unpublish(town)

    for path in tree.folder.rglob("*.*"):
        if path.suffix in (".html", ".xml"):
            assert "ville-de-lyon" not in path.read_text(), path
    assert not (tree.folder / "fr/index.html.br").exists()
    assert not (tree.folder / "share").exists() or not list((tree.folder / "share").rglob("*.png"))
    publish(tree)
    assert (tree.folder / "fr/index.html").exists()
    assert not (tree.folder / "fr/parrains/ville-de-lyon/index.html").exists()


def test_revoking_takes_down_too(tree, django_capture_on_commit_callbacks):
    town = make_sponsorship(sponsor=make_sponsor(slug="ville-de-lyon"), reason="x")
    publish(tree)

    with django_capture_on_commit_callbacks(execute=True):
        revoke(town, by=make_user(), now=NOW)

    assert not (tree.folder / "en/sponsors/ville-de-lyon/index.html").exists()


def test_a_man_unpublished_at_the_desk_is_gone_from_every_file(
    tree, ruben, django_capture_on_commit_callbacks
):
    publish(tree)
    desk = desk_of(make_user(ngo=make_ngo()))
    with django_capture_on_commit_callbacks(execute=True):
        page = press(desk, address("prisoners_prisoner", "change", ruben.pk), published="")

    assert page.status_code == 302
    assert not Prisoner.objects.get(pk=ruben.pk).published
    assert not [
        n for n in tree.names() if n.endswith(("html", "xml")) and "prisonniers/ruben/" in text(tree, n)
    ]


def test_a_page_begun_before_the_hiding_is_never_put_in_place_after_it(
    tree, monkeypatch, django_capture_on_commit_callbacks
):
    town = make_sponsorship(sponsor=make_sponsor(slug="ville-de-lyon"))
    ask, asked = publishing.ask, []

    def hide_meanwhile(browser, path):
        response = ask(browser, path)
        if path == "/fr/parrains/ville-de-lyon/" and not asked:
            asked.append(path)
            assert response.status_code == 200
            with django_capture_on_commit_callbacks(execute=True):
                unpublish(town)
        return response

    monkeypatch.setattr(publishing, "ask", hide_meanwhile)
    publish(tree)

    assert asked
    assert not (tree.folder / "fr/parrains/ville-de-lyon/index.html").exists()
    publish(tree)
    assert not [n for n in tree.names() if n.endswith("html") and "ville-de-lyon" in text(tree, n)]


def test_a_page_that_breaks_leaves_its_file_and_is_tried_again(tree, ruben, monkeypatch):
    publish(tree)
    revision.moved()
    make_prisoner()
    with monkeypatch.context() as broken:
        broken.setattr("campaign.views.figures", lambda: 1 / 0)
        done = publish(tree)

    assert "/fr/" in done.failed
    assert (tree.folder / "fr/index.html").exists()
    assert publish(tree).failed == []


def test_without_a_sitemap_nothing_is_taken_away(tree, ruben, monkeypatch):
    publish(tree)
    revision.moved()
    monkeypatch.setattr("campaign.sitemap.Men.items", lambda self: 1 / 0)

    with pytest.raises(NotPublished):
        publish(tree)

    assert (tree.folder / "fr/index.html").exists()


def test_the_manifest_tells_every_file_and_is_signed(tree, ruben, settings):
    settings.MANIFEST_KEY = b64encode(bytes(range(32))).decode()
    publish(tree)

    body = (tree.folder / "manifest.json").read_bytes()
    told = json.loads(body)
    signature = text(tree, "manifest.json.sig")

    assert set(told["files"]) == tree.names() - {"manifest.json", "manifest.json.sig"}
    assert signing.is_signed(body, signature=signature, public=told["public_key"])
    assert not signing.is_signed(body + b" ", signature=signature, public=told["public_key"])


def test_the_copy_opens_from_any_folder(tree, real_data, tmp_path):
    call_command("publish", str(tree.folder), zip=tmp_path / "copy.zip", verify=True, verbosity=0)

    with ZipFile(tmp_path / "copy.zip") as archive:
        page = archive.read("fr/prisonniers/ruben-vardanyan/index.html").decode()
        listed = archive.read("en/prisoners/index.html").decode()
        names = archive.namelist()

    assert 'href="../../../static/css/site.css"' in page
    assert 'href="../index.html"' in page
    assert f'href="{site.SITE_URL}/fr/parrainer/?prisonnier=ruben-vardanyan"' in page
    assert "<form" not in listed
    assert "This is a copy" in listed
    assert "index.html" in names


def test_a_broken_link_is_found(tree, ruben, tmp_path):
    publish(tree)
    offline.make_copy(tree, tmp_path / "copy.zip")
    assert offline.problems_of_copy(tmp_path / "copy.zip") == []
    (tree.folder / "fr/prisonniers/ruben/index.html").unlink()

    with pytest.raises(CommandError, match="/fr/prisonniers/ruben/"):
        call_command("publish", str(tree.folder), verify=True, verbosity=0)


def test_without_a_folder_the_command_says_what_is_missing(settings):
    settings.PUBLISHED_TREE = ""
    with pytest.raises(CommandError, match="PUBLISHED_TREE"):
        call_command("publish")


def test_the_publisher_stays_and_survives_a_bad_round(tree, ruben, monkeypatch, tmp_path):
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    rounds = []

    def play(tree, *, everything):
        rounds.append(everything)
        if len(rounds) == 1:
            raise NotPublished("away")
        if len(rounds) == 3:
            signal.raise_signal(signal.SIGTERM)
        return publish(tree, everything=everything)

    module = "campaign.management.commands.publish"
    monkeypatch.setattr(f"{module}.publish", play)
    monkeypatch.setattr(f"{module}.PAUSE_SECONDS", 0)
    monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)
    call_command("publish", str(tree.folder), loop=True, zip=tmp_path / "copy.zip")
    signal.signal(signal.SIGINT, handlers[0])
    signal.signal(signal.SIGTERM, handlers[1])

    assert rounds == [True, True, False]
    assert (tmp_path / "copy.zip").exists()


def test_a_hidden_man_is_nowhere(tree, settings, tmp_path, django_capture_on_commit_callbacks):
    """Tree, copy and memory, after one gesture."""
    settings.PAGES_IN_MEMORY = 1024 * 1024
    revision.watch.forget()
    reader, man = Client(), make_prisoner(slug="ruben", name_fr="Ruben", name_en="Ruben")
    publish(tree)
    offline.make_copy(tree, tmp_path / "copy.zip")
    assert reader.get("/fr/prisonniers/ruben/").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        press(
            desk_of(make_user(ngo=make_ngo())), address("prisoners_prisoner", "change", man.pk), published=""
        )
    publish(tree)
    offline.make_copy(tree, tmp_path / "copy.zip")

    assert reader.get("/fr/prisonniers/ruben/").status_code == 404
    assert "Ruben" not in reader.get("/fr/prisonniers/").text
    with ZipFile(tmp_path / "copy.zip") as archive:
        assert not [name for name in archive.namelist() if b"Ruben" in archive.read(name)]
    assert not [name for name in tree.names() if b"Ruben" in (tree.folder / name).read_bytes()]
