"""The clock of the machine jumps, back or forward: nothing is sent twice, nobody is shut out for long."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign import letters, limits

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 5, 10, 20, tzinfo=UTC)
JUMPS = [timedelta(hours=-3), timedelta(days=-400), timedelta(hours=3), timedelta(days=400)]


def owe(key, *, now):
    letters.write("withdrawn", key=key, to="a@example.org", language="fr", context={}, now=now)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_sends_each_letter_once(mailoutbox, jump):
    owe("before", now=NOW)
    letters.send_due(now=NOW)
    owe("waits", now=NOW)

    owe("meanwhile", now=NOW + jump)
    for now in [NOW + jump, NOW + jump + timedelta(minutes=1), NOW + timedelta(minutes=2)]:
        letters.send_due(now=now)
    letters.send_due(now=NOW + timedelta(days=401))

    assert len(mailoutbox) == 3


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_shuts_nobody_out_for_long(jump):
    three = limits.Limit("three", 3, limits.HOUR)

    def asks(now):
        return [limits.allowed(three, "ada", now=now) for _ in range(4)]

    assert asks(NOW) == [True, True, True, False]
    assert asks(NOW + jump) == [True, True, True, False]
    assert asks(NOW + timedelta(minutes=20)) == [False] * 4  # the span that was counted
    assert asks(NOW + timedelta(minutes=45)) == [True, True, True, False]
