"""Charts of the men: by category, sentence, year of capture, with a sponsor or without."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext, ngettext, pgettext

from campaign.kit.charts import Row, Series, bars, columns
from campaign.kit.partial_dates import PartialDate
from campaign.statistics.chart import Chart
from prisoners.models import Prisoner

Status = Prisoner.Status
LONGEST, LONG = 20, 15  # years: the terms of the others lie between these two


class Man(NamedTuple):
    """What the charts ask of a man."""

    category: str
    status: str
    captured_on: PartialDate | None
    sentence_years: int | None
    sentence_life: bool
    has_sponsor: bool

    @property
    def year(self) -> int:
        """Of his capture; 0 where it is not known."""
        return self.captured_on.year if self.captured_on else 0

    @property
    def term(self) -> str:
        """In which row of the chart his sentence counts; empty where it is not known."""
        if self.sentence_life:
            return "life"
        if not self.sentence_years:
            return ""
        if self.sentence_years >= LONGEST:
            return "longest" if self.sentence_years == LONGEST else "longer"
        return "long" if self.sentence_years >= LONG else "shorter"


def by_status(men: Sequence[Man]) -> Chart:
    series = statuses_of(men)
    rows = [counted(men, series, one.label, status=one.key) for one in series]
    sentence = ngettext("Of %(total)s man named: %(list)s.", "Of %(total)s men named: %(list)s.", len(men))
    return Chart(
        key="status",
        title=gettext("The 23, by status"),
        sentence=sentence % {"total": len(men), "list": told(series, men)},
        drawn=gettext("A bar for each status."),
        head=gettext("Status"),
        series=series,
        rows=rows,
        drawing=bars(rows, series),
    )


def by_category(men: Sequence[Man]) -> Chart:
    labels = {
        Prisoner.Category.PRISONER_OF_WAR: gettext("Prisoners of war"),
        Prisoner.Category.CIVILIAN: gettext("Civilians"),
        Prisoner.Category.ARTSAKH_LEADER: gettext("Leaders of Artsakh"),
    }
    series = statuses_of(men)
    rows = [counted(men, series, label, category=category) for category, label in labels.items()]
    sentence = ngettext(
        "%(total)s man is named here: %(list)s.", "%(total)s men are named here: %(list)s.", len(men)
    )
    return Chart(
        key="category",
        title=gettext("The 23, by category"),
        sentence=sentence % {"total": len(men), "list": told(series, men)},
        drawn=gettext("A bar for each category; full for the men held, hollow for those freed."),
        head=gettext("Category"),
        series=series,
        rows=rows,
        drawing=bars(rows, series),
    )


def by_sentence(men: Sequence[Man]) -> Chart:
    series = statuses_of(men)
    labels = {
        "life": gettext("Life"),
        "longer": gettext("More than 20 years"),
        "longest": gettext("20 years"),
        "long": gettext("15 to 19 years"),
        "shorter": gettext("Less than 15 years"),
        "": gettext("Not known"),
    }
    rows = [counted(men, series, label, term=term) for term, label in labels.items()]
    rows = [row for row in rows if row.total]
    return Chart(
        key="sentence",
        title=gettext("The 23, by sentence"),
        sentence=sentences_in_words(men),
        drawn=gettext("A bar for each length of sentence; full for the men held, hollow for those freed."),
        head=gettext("Sentence"),
        series=series,
        rows=rows,
        drawing=bars(rows, series),
    )


def sentences_in_words(men: Sequence[Man]) -> str:
    life = sum(man.sentence_life for man in men)
    said = [
        ngettext(
            "%(n)s of the %(total)s men is sentenced to life.",
            "%(n)s of the %(total)s men are sentenced to life.",
            life,
        )
        % {"n": life, "total": len(men)}
    ]
    if years := [man.sentence_years for man in men if man.sentence_years]:
        words = gettext("The other sentences known run from %(least)s to %(most)s years.")
        said.append(words % {"least": min(years), "most": max(years)})
    return " ".join(said)


def by_year_of_capture(men: Sequence[Man]) -> Chart:
    series = statuses_of(men)
    known = Counter(man.year for man in men if man.year)
    years = range(min(known), max(known) + 1) if known else range(0)
    rows = [counted(men, series, str(year), year=year) for year in years]
    unknown = counted(men, series, gettext("Date not known"), year=0)
    year, most = known.most_common(1)[0] if known else (0, 0)
    return Chart(
        key="capture",
        title=gettext("The 23, by year of capture"),
        sentence=gettext("The year with the most captures is %(year)s: %(n)s of the %(total)s men.")
        % {"year": year, "n": most, "total": len(men)},
        drawn=gettext("A column for each year; full for the men held, hollow for those freed."),
        head=gettext("Year"),
        series=series,
        rows=rows,
        drawing=columns(rows, series),
        apart=[unknown] if unknown.total else [],
    )


def by_sponsor(men: Sequence[Man]) -> Chart:
    """Of those still held, who has a sponsor of his own: a sponsor of the group is nobody's own."""
    series = [
        Series("sponsored", gettext("With a sponsor")),
        Series("waiting", gettext("Without a sponsor")),
    ]
    held = [man for man in men if man.status == Status.DETAINED]
    found = sum(man.has_sponsor for man in held)
    rows = [Row(pgettext("men", "Held"), (found, len(held) - found))]
    sentence = ngettext(
        "%(n)s of the %(total)s men still held has a sponsor of his own; without one: %(waiting)s.",
        "%(n)s of the %(total)s men still held have a sponsor of their own; without one: %(waiting)s.",
        found,
    )
    return Chart(
        key="sponsor",
        title=gettext("Those still held, with a sponsor or without"),
        sentence=sentence % {"n": found, "total": len(held), "waiting": len(held) - found},
        drawn=gettext("One bar; full for the men with a sponsor, hollow for those without."),
        head=gettext("Status"),
        series=series,
        rows=rows,
        drawing=bars(rows, series),
    )


def statuses_of(men: Iterable[Man]) -> list[Series]:
    """Held and freed always, what is rarer only where it occurs."""
    found = {man.status for man in men}
    labels = {
        Status.DETAINED: pgettext("men", "Held"),
        Status.RELEASED: pgettext("men", "Freed"),
        Status.DEAD: pgettext("men", "Dead"),
        Status.DISAPPEARED: pgettext("men", "Disappeared"),
    }
    always = {Status.DETAINED, Status.RELEASED}
    return [Series(str(key), label) for key, label in labels.items() if key in always | found]


def counted(men: Iterable[Man], series: Iterable[Series], label: str, **given: object) -> Row:
    """The men of whom something is given, a number for each status."""
    found = Counter(
        man.status for man in men if all(getattr(man, name) == value for name, value in given.items())
    )
    return Row(label, tuple(found[one.key] for one in series))


def told(series: Iterable[Series], men: Iterable[Man]) -> str:
    """ "19 held, 4 freed"."""
    found = Counter(man.status for man in men)
    words = {
        "detained": ngettext("%(n)s held", "%(n)s held", found["detained"]),
        "released": ngettext("%(n)s freed", "%(n)s freed", found["released"]),
        "dead": ngettext("%(n)s dead", "%(n)s dead", found["dead"]),
        "disappeared": ngettext("%(n)s disappeared", "%(n)s disappeared", found["disappeared"]),
    }
    return ", ".join(words[one.key] % {"n": found[one.key]} for one in series)
