"""Find a man under any spelling: an index of names, and the search of the tool drawer."""

from collections.abc import Sequence

from django.db.models import QuerySet

from campaign.kit import spelling
from prisoners.models import Prisoner


def index(men: QuerySet[Prisoner]) -> dict[int, Sequence[str]]:
    """Every spelling of every man, by primary key. One query."""
    rows = men.values_list("pk", "name_fr", "name_en", "name_hy", "other_spellings")
    return {
        pk: [name for name in (*names, *spellings.split(";")) if name.strip()]
        for pk, *names, spellings in rows
    }


def find(query: str, *, among: QuerySet[Prisoner]) -> list[int]:
    """Primary keys of those whose name it may be, the likeliest first."""
    return spelling.search(query, index(among.order_by("slug")))
