"""A chart of the sponsors, year by year."""

from collections.abc import Mapping

from django.db.models import CharField, Count, OuterRef, Subquery
from django.db.models.functions import Substr
from django.utils.translation import gettext, ngettext

from campaign.kit.charts import Row, Series, columns
from campaign.statistics.chart import Chart
from sponsorships.models import Sponsor, Sponsorship


def sponsors_by_year() -> dict[str, int]:
    """How many sponsors began in which year; under an empty year, those of whom no date is known."""
    began = Sponsorship.objects.counted().filter(sponsor=OuterRef("pk")).exclude(adhered_on="")
    first = began.order_by("adhered_on").annotate(year=Substr("adhered_on", 1, 4)).values("year")[:1]
    counting = Sponsor.objects.filter(pk__in=Sponsorship.objects.counted().values("sponsor"))
    years = counting.annotate(year=Subquery(first, output_field=CharField())).values("year")
    return {row["year"] or "": row["n"] for row in years.annotate(n=Count("pk")).order_by("year")}


def sponsors_over_time(began: Mapping[str, int], *, this_year: int) -> Chart:
    series = [Series("before", gettext("Before that year")), Series("new", gettext("New that year"))]
    dated = {int(year): n for year, n in began.items() if year}
    rows: list[Row] = []
    for year in range(min(dated), max(this_year, *dated) + 1) if dated else ():
        rows.append(Row(str(year), (rows[-1].total if rows else 0, dated.get(year, 0))))
    undated, total = began.get("", 0), sum(began.values())
    said = [ngettext("%(n)s sponsor is known.", "%(n)s sponsors are known.", total) % {"n": total}]
    if undated:
        words = ngettext(
            "Of %(n)s of them the date is not known: the columns leave it out.",
            "Of %(n)s of them the date is not known: the columns leave them out.",
            undated,
        )
        said.append(words % {"n": undated})
    return Chart(
        key="time",
        title=gettext("The sponsors, year by year"),
        sentence=" ".join(said),
        drawn=gettext(
            "A column for each year; hollow for the sponsors of the years before, full for the new ones."
        ),
        head=gettext("Year"),
        series=series,
        rows=rows,
        drawing=columns(rows, series),
        apart=[Row(gettext("Date not known"), (0, undated))] if undated else [],
    )
