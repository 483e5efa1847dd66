"""Find a man under any spelling: an index of names in memory, and the search of the tool drawer."""

from collections.abc import Collection
from functools import partial

from django.db.models import QuerySet

from campaign.kit.names import Index
from campaign.revision import remembered
from prisoners.models import Prisoner


@partial(remembered, by_language=False)
def index() -> Index:
    """Every spelling of every man. One query, and again only when a record has changed."""
    rows = Prisoner.objects.order_by("slug").values_list(
        "pk", "name_fr", "name_en", "name_hy", "other_spellings"
    )
    return Index(
        {
            pk: [name for name in (*names, *spellings.split(";")) if name.strip()]
            for pk, *names, spellings in rows
        }
    )


def find(query: str, *, among: QuerySet[Prisoner]) -> list[int]:
    """Primary keys of those whose name it may be, the likeliest first. One query where some are found."""

    def narrow(found: Collection[int]) -> Collection[int]:
        return set(among.filter(pk__in=found).values_list("pk", flat=True))

    return index().search(query, narrow=narrow)
