"""A man's status, derived from his events: the one place that knows how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

from campaign.kit.partial_dates import PartialDate
from prisoners.models.event import Event
from prisoners.models.prisoner import Prisoner


@dataclass(frozen=True)
class Life:
    """What his confirmed events say of a man; `captured_on` begins his present or last captivity."""

    status: str = ""
    status_on: PartialDate | None = None
    captured_on: PartialDate | None = None

    @property
    def counted_from_on(self) -> date | None:
        """The last day that the date of capture allows, so that the days are true at least."""
        return self.captured_on.last_day if self.captured_on else None

    @property
    def counted_until_on(self) -> date | None:
        """The first day that the end allows; None while he is held."""
        if self.status_on is None or self.status == Prisoner.Status.DETAINED:
            return None
        return max(self.status_on.first_day, self.counted_from_on or self.status_on.first_day)


def follows(one: Event, other: Event) -> bool:
    """Whether one event comes after another: by date, or by number where their dates overlap."""
    if one.happened_on.is_surely_after(other.happened_on):
        return True
    return not other.happened_on.is_surely_after(one.happened_on) and one.number > other.number


def later(one: Event, other: Event) -> Event:
    return one if follows(one, other) else other


def life_told_by(events: Iterable[Event]) -> Life:
    """The last release, death or disappearance decides, unless a renewed capture follows it.

    `reported_held` never undoes one of them. The first capture always comes before them,
    however vague its date.
    """
    told = [event for event in events if event.kind in Event.STATUS_OF]
    endings = [event for event in told if event.is_ending]
    captures = sorted(
        (event for event in told if event.kind == Event.Kind.CAPTURE),
        key=lambda event: (event.happened_on, event.number),
    )
    if not endings:
        return held(told, captures[:1])
    last = reduce(later, endings)
    if renewed := [capture for capture in captures[1:] if follows(capture, last)]:
        return held(told, renewed)
    begun = captures[:1] + [capture for capture in captures[1:] if follows(last, capture)]
    captured_on = begun[-1].happened_on if begun else None
    return Life(Event.STATUS_OF[Event.Kind(last.kind)], last.happened_on, captured_on)


def held(told: list[Event], captures: list[Event]) -> Life:
    """Held since the first of these captures, as last reported by the newest of all reports."""
    reports = [event.happened_on for event in told if not event.is_ending]
    if not reports:
        return Life()
    return Life(Prisoner.Status.DETAINED, max(reports), captures[0].happened_on if captures else None)
