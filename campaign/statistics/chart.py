"""A picture and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.kit.charts import Drawing, Row, Series


@dataclass(frozen=True)
class Chart:
    """A picture and what it says. `apart` are rows of the table that the picture cannot place."""

    key: str
    title: str
    sentence: str
    drawn: str  # how to read the picture, for those who do not see it
    head: str
    series: Sequence[Series]
    rows: Sequence[Row]
    drawing: Drawing
    apart: Sequence[Row] = ()

    @property
    def is_empty(self) -> bool:
        return not any(row.total for row in self.rows)

    @property
    def table(self) -> list[Row]:
        return [*self.rows, *self.apart]
