"""The mail worker stays, survives a database that is away, and stops when told."""

import signal

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from campaign import letters
from campaign.models import LoadedRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def rounds(monkeypatch):
    """What each round of the worker does: the last one is told to stop."""
    handlers = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    done = []

    def play(*moods):
        def send_due(*, now):
            mood = moods[len(done)]
            done.append(mood)
            if len(done) == len(moods):
                signal.raise_signal(signal.SIGTERM)
            if mood == "away":
                raise OperationalError("no server")

        monkeypatch.setattr("campaign.letters.send_due", send_due)
        monkeypatch.setattr("campaign.management.commands.send_letters.PAUSE_SECONDS", 0)
        monkeypatch.setattr("campaign.management.commands.send_letters.close_old_connections", lambda: None)
        call_command("send_letters", loop=True)
        return done

    yield play
    signal.signal(signal.SIGINT, handlers[0])
    signal.signal(signal.SIGTERM, handlers[1])


def test_the_worker_finishes_its_round_when_told_to_stop(rounds):
    assert rounds("well", "well") == ["well", "well"]


def test_a_database_that_is_away_does_not_end_the_worker(rounds):
    assert rounds("away", "away", "well") == ["away", "away", "well"]


def test_a_letter_bears_the_same_id_each_time_and_no_machines_name():
    def composed(key):
        letter = letters.write(
            "withdrawn", key=key, to="a@example.org", language="fr", context={}, now=timezone.now()
        )
        return letters.compose(letter).message()["Message-ID"]

    assert composed("withdrawn 1") == composed("withdrawn 1") != composed("withdrawn 2")
    assert composed("withdrawn 1").endswith("@localhost>")


def owe(name="withdrawn", **context):
    return letters.write(
        name, key=f"{name} 1", to="a@example.org", language="fr", context=context, now=timezone.now()
    )


@pytest.mark.django_db(transaction=True)
def test_visitors_are_written_down_while_a_letter_leaves(monkeypatch):
    owe()

    def while_it_leaves(self, **given):
        visitor = connection.copy()
        with visitor.cursor() as cursor:
            cursor.execute(
                "INSERT INTO campaign_loadedrow (file, key, \"values\") VALUES ('visit', 'a', '{}')"
            )
        visitor.connection.close()

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", while_it_leaves)

    assert letters.send_due(now=timezone.now()) == 1
    assert LoadedRow.objects.filter(file="visit").exists()


def test_where_rows_cannot_be_locked_a_second_worker_leaves_the_letters_to_the_first(
    monkeypatch, tmp_path, mailoutbox
):
    owe()
    monkeypatch.setattr(connection, "vendor", "sqlite")
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False, raising=False)
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "site.sqlite3")

    with letters.one_worker() as first:
        second = letters.send_due(now=timezone.now())
    third = letters.send_due(now=timezone.now())

    assert (first, second, third, len(mailoutbox)) == (True, 0, 1, 1)


NEWS = {
    "man": "Ruben Vardanyan",
    "event": "release",
    "date": "le 1er mai",
    "page": "/fr/",
    "words": "Pardon.",
}


@pytest.mark.parametrize("name", ["fulfilled", "status_changed", "corrected"])
def test_news_that_nobody_asked_for_says_how_to_end_it(name):
    told = letters.compose(owe(name, token="t" * 32, **NEWS)).message()

    page = f"http://127.0.0.1:8000/fr/mon-parrainage/{'t' * 32}/"
    assert told["List-Unsubscribe"] == f"<{page}>, <mailto:campaign@localhost?subject=unsubscribe>"
    assert told["List-Unsubscribe-Post"] is None  # one click ends nothing here: a button does


@pytest.mark.parametrize("name", ["confirm", "withdrawn", "link"])
def test_a_letter_that_was_asked_for_has_nothing_to_end(name):
    told = letters.compose(owe(name, token="t" * 32)).message()

    assert told["List-Unsubscribe"] is None
    assert told["Auto-Submitted"] == "auto-generated"
