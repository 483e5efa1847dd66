"""This week beside the weeks before: small charts for the first page of the desk."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.kit.charts import Drawing, Row, Series, columns
from campaign.models import Letter
from prisoners.models import Event
from sponsorships.models import Sponsorship

WEEKS = 8  # two months: enough to see whether it rises


@dataclass(frozen=True)
class Week:
    """One thing counted week by week; the last is the week that runs."""

    key: str
    title: str
    rows: list[Row]
    drawing: Drawing

    @property
    def number(self) -> int:
        return self.rows[-1].total


def this_week(*, today: date) -> list[Week]:
    """One query for all."""
    counted: list[tuple[str, str, QuerySet, str]] = [
        ("requested", _("Requests received"), Sponsorship.objects.all(), "requested_at"),
        ("decided", _("Requests answered"), Sponsorship.objects.all(), "decided_at"),
        ("recorded", _("Events recorded"), Event.objects.filter(from_initial_load=False), "recorded_at"),
        ("sent", _("Letters sent"), Letter.objects.all(), "sent_at"),
    ]
    this_monday = today - timedelta(days=today.weekday())
    mondays = [this_monday - timedelta(weeks=n) for n in reversed(range(WEEKS))]
    first, *others = [by_week(rows, key, moment, since=mondays[0]) for key, _title, rows, moment in counted]
    found = {(key, week.date()): times for key, week, times in first.union(*others, all=True)}
    told = []
    for key, title, _rows, _moment in counted:
        bars = [Row(date_format(day, "j/n"), (found.get((key, day), 0),)) for day in mondays]
        told.append(Week(key, title, bars, columns(bars, [Series("counted", title)])))
    return told


def by_week(rows: QuerySet, key: str, moment: str, *, since: date) -> QuerySet:
    named = rows.filter(**{f"{moment}__date__gte": since}).annotate(what=Value(key), week=TruncWeek(moment))
    return named.order_by().values_list("what", "week").annotate(times=Count("pk"))
