"""The figures in pictures say what the records say, and so do their tables."""

import pytest
from django.utils import translation

from campaign.kit.charts import Row, Series, bars, columns
from campaign.statistics import charts
from tests.factories import make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db
SERIES = [Series("held", "Held"), Series("freed", "Freed")]


def by_key(year=2026):
    return {chart.key: chart for chart in charts(year)}


def test_the_23_are_counted_in_each_chart_about_them(real_data):
    about_the_men = list(by_key().values())[:4]

    assert [sum(row.total for row in chart.table) for chart in about_the_men] == [23] * 4


def test_a_table_says_the_same_as_its_picture(client, real_data):
    page = client.get("/en/campaign/").text

    for chart in by_key().values():
        drawn = [part.number for part in chart.drawing.parts if part.number]
        assert set(drawn) <= {number for row in chart.table for number in row.numbers}
    assert page.count('<svg viewBox="0 0') == len(by_key())
    assert "style=" not in page


def test_a_freed_man_is_told_from_those_held():
    make_prisoner()
    make_prisoner(freed="2026-01-14")

    chart = next(chart for key, chart in by_key().items() if "category" in key)

    assert sorted(row.numbers for row in chart.rows if row.total) == [(1, 1)]
    assert [series.key for series in chart.series] == ["detained", "released"]


def test_a_sponsor_is_counted_from_his_first_year():
    make_prisoner()
    lyon = make_sponsor()
    make_sponsorship(sponsor=lyon, adhered_on="2023")
    make_sponsorship(sponsor=lyon, adhered_on="2025-05")
    make_sponsorship(adhered_on="", date_kind="")

    chart = list(by_key().values())[-1]

    assert [(row.label, row.total) for row in chart.rows] == [
        ("2023", 1),
        ("2024", 1),
        ("2025", 1),
        ("2026", 1),
    ]
    assert "Pour 1 d’entre eux, la date n’est pas connue" in chart.sentence


def test_a_campaign_without_men_draws_nothing(client):
    assert charts(2026) == []
    assert "<svg" not in client.get("/fr/campagne/").text


@pytest.mark.parametrize("draw", [bars, columns])
def test_parts_stay_on_their_sheet_and_nothing_that_counts_is_invisible(draw):
    rows = [Row("Much", (1_000_000, 1)), Row("Little", (0, 3)), Row("Nothing", (0, 0))]

    drawing = draw(rows, SERIES)

    for part in drawing.parts:
        assert part.width > 0
        assert part.height > 0
        assert part.x >= 0
        assert part.x + part.width <= drawing.width + 2
        assert part.y + part.height <= drawing.height + 2
    assert len(drawing.parts) == 3


def test_the_chart_of_statuses_has_a_bar_for_the_held_and_one_for_the_freed():
    make_prisoner()
    make_prisoner()
    make_prisoner(freed="2026-01-14")

    with translation.override("en"):
        chart = by_key()["status"]

    assert [row.total for row in chart.rows] == [2, 1]
    assert [part.series for part in chart.drawing.parts] == ["detained", "released"]
    assert chart.sentence == "Of 3 men named: 2 held, 1 freed."
