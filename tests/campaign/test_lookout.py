"""A page that somebody else changed is noticed, and told without a word of his."""

import json
import threading
from base64 import b64encode
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from django.core.management import CommandError, call_command

from campaign.kit import signing
from campaign.manifest import MANIFEST
from campaign.models import Letter, Ngo
from campaign.publishing import publish
from campaign.tree import Tree
from tests.factories import make_prisoner

KEY = b64encode(bytes(range(32))).decode()
pytestmark = pytest.mark.django_db


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def tree(settings, tmp_path, monkeypatch):
    settings.MANIFEST_KEY = KEY
    settings.WHITENOISE_USE_FINDERS = True
    monkeypatch.setattr("campaign.kit.drawn.draw", lambda picture: b"drawn")
    monkeypatch.setattr("campaign.management.commands.watch.PATIENCE_SECONDS", 0)
    make_prisoner(slug="ruben")
    tree = Tree(tmp_path / "tree")
    publish(tree)
    return tree


@pytest.fixture
def live(tree):
    """The tree as the world sees it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tree.folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def ngo(covcas):
    Ngo.objects.update(email="bureau@example.org")
    return covcas


def alarm(live, **options):
    with pytest.raises(CommandError) as raised:
        call_command("watch", live, **options)
    return str(raised.value)


def test_what_was_published_raises_no_alarm(live, ngo, capsys):
    call_command("watch", live)

    assert "is what was published" in capsys.readouterr().out
    assert not Letter.objects.exists()


def test_a_changed_page_is_an_alarm_and_a_letter_to_each_ngo_once_a_day(live, tree, ngo):
    (tree.folder / "fr/index.html").write_text("<p>words of a stranger</p>")

    assert alarm(live) == f"{live}/fr/ is not what was published"
    alarm(live)

    [letter] = Letter.objects.all()
    assert (letter.name, letter.to) == ("alarm", "bureau@example.org")
    assert letter.context["found"] == f"{live}/fr/ is not what was published"
    assert "stranger" not in str(letter.context)


def test_the_letter_says_whom_to_call(live, tree, ngo, settings, mailoutbox):
    settings.ON_CALL = "Marie, +33 1 00 00 00 00"
    (tree.folder / "fr/index.html").write_text("x")
    alarm(live)
    call_command("send_letters")

    [message] = mailoutbox
    assert "a peut-être été altéré" in message.subject
    assert "Marie, +33 1 00 00 00 00" in message.body
    assert f"{live}/fr/ is not what was published" in message.body


def test_a_page_that_vanished_is_an_alarm(live, tree):
    (tree.folder / "sitemap.xml").unlink()

    assert alarm(live, no_letters=True) == f"{live}/sitemap.xml answers 404"


def test_a_manifest_that_somebody_else_wrote_is_not_believed(live, tree):
    path = tree.folder / MANIFEST
    path.write_text(path.read_text().replace("ruben", "rubens"))

    assert "not signed with our key" in alarm(live)


def test_old_pages_shown_again_are_an_alarm_though_they_were_ours(live):
    with time_machine.travel("2027-06-01", tick=True):
        assert "old pages are shown" in alarm(live)


def test_a_site_that_does_not_answer_is_an_alarm():
    key = signing.public_key(KEY)

    assert "cannot be had" in alarm("http://127.0.0.1:9", public_key=key)
    assert "cannot be had" in alarm("ftp://example.org", public_key=key)


def test_a_page_that_changes_while_it_is_looked_at_is_no_alarm(live, tree, monkeypatch):
    page = tree.folder / "fr/index.html"
    published = page.read_bytes()
    page.write_text("half of the world has the page of before")
    monkeypatch.setattr("campaign.management.commands.watch.sleep", lambda _: page.write_bytes(published))

    call_command("watch", live)


def test_without_a_key_nothing_can_be_compared(settings):
    settings.MANIFEST_KEY = ""

    assert "public-key" in alarm("https://example.org")


def test_another_machine_needs_the_public_key_alone(live, tree, settings):
    public = json.loads((tree.folder / MANIFEST).read_text())
    settings.MANIFEST_KEY = ""

    call_command("watch", live, public_key=public["public_key"], no_letters=True)


def test_after_a_new_key_the_publisher_signs_anew_and_the_leaked_one_is_believed_no_more(
    live, tree, settings
):
    settings.MANIFEST_KEY = b64encode(bytes(range(1, 33))).decode()
    publish(tree, everything=True)  # as the publisher begins when it is started again

    call_command("watch", live)

    told = alarm(live, public_key=signing.public_key(KEY), no_letters=True)
    assert "manifest" in told
