"""The campaign’s figures as pictures: charts, each with its sentence and its table.

Two queries for all of them, whatever the number of records, once for a state of them. The map is in
sponsorships/map.py.
"""

from campaign.revision import remembered
from campaign.statistics.chart import Chart
from campaign.statistics.men import Man, by_category, by_sentence, by_sponsor, by_status, by_year_of_capture
from campaign.statistics.sponsors import sponsors_by_year, sponsors_over_time
from prisoners.models import Prisoner
from sponsorships.models import sponsored


@remembered
def charts(this_year: int) -> list[Chart]:
    """Those of the campaign page, in its order; what the records are silent about is left out."""
    the_23 = Prisoner.objects.published().of_the_23().annotate(has_sponsor=sponsored())
    men = [Man(*row) for row in the_23.values_list(*Man._fields)]
    drawn = [
        by_status(men),
        by_category(men),
        by_sentence(men),
        by_year_of_capture(men),
        by_sponsor(men),
        sponsors_over_time(sponsors_by_year(), this_year=this_year),
    ]
    return [chart for chart in drawn if not chart.is_empty]
