"""The mail worker stays, survives a database that is away, and stops when told."""

import signal

import pytest
from django.core.management import call_command
from django.db import OperationalError

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
