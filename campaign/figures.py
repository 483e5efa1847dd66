"""The figures of the campaign, counted from the records, and the texts that speak of them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from campaign.kit.markdown import fill, to_html
from campaign.kit.partial_dates import PartialDate
from campaign.kit.translated import current_language
from campaign.kit.typography import french
from campaign.models import KeyFigure, PageText
from campaign.revision import remembered
from prisoners.models import Prisoner
from sponsorships.models import Sponsorship, without_sponsor

THE_23 = Q(one_of_the_23=True)
HELD = THE_23 & Q(status=Prisoner.Status.DETAINED)
Category = Prisoner.Category

# Each figure about men is one column of one query over those who are published.
COUNTED: dict[str, Any] = {
    "named": Count("pk", filter=THE_23),
    "held": Count("pk", filter=HELD),
    "freed": Count("pk", filter=THE_23 & Q(status=Prisoner.Status.RELEASED)),
    "founding_prisoners_of_war": Count("pk", filter=THE_23 & Q(category=Category.PRISONER_OF_WAR)),
    "founding_civilians": Count("pk", filter=THE_23 & Q(category=Category.CIVILIAN)),
    "founding_leaders": Count("pk", filter=THE_23 & Q(category=Category.ARTSAKH_LEADER)),
    "held_prisoners_of_war": Count("pk", filter=HELD & Q(category=Category.PRISONER_OF_WAR)),
    "held_civilians": Count("pk", filter=HELD & Q(category=Category.CIVILIAN)),
    "held_leaders": Count("pk", filter=HELD & Q(category=Category.ARTSAKH_LEADER)),
    "life_terms": Count("pk", filter=HELD & Q(sentence_life=True)),
    "shortest_term": Min("sentence_years", filter=HELD),
    "longest_term": Max("sentence_years", filter=HELD),
    "unsponsored": Count("pk", filter=Q(status=Prisoner.Status.DETAINED, alone=True)),
    "sponsored_of_held": Count("pk", filter=HELD & Q(alone=False)),
    "as_of": Min("status_on", filter=HELD),
    "held_since": Min("captured_on", filter=HELD & ~Q(captured_on="")),
}
# Figures that no record counts, by the key of their row.
GIVEN = {"disappeared": "disappeared", "freed_december_2023": "freed-december-2023"}


@dataclass(frozen=True)
class Figures:
    """Plain numbers and dates; `in_words` says them in the page's language."""

    counted: dict[str, Any]
    key_figures: dict[str, KeyFigure]
    sponsors: int
    not_named: int  # sponsorships of persons who did not ask to be named

    def __getitem__(self, name: str) -> Any:
        """For templates: `figures.held`."""
        return self.sponsors if name == "sponsors" else self.counted[name]

    @property
    def as_of(self) -> PartialDate | None:
        """The oldest date on which one of those still held was last reported."""
        return self.counted["as_of"]

    def in_words(self) -> dict[str, str]:
        """Every placeholder of a staff text. A figure that is not known reads as a dash."""
        words = {name: "–" if value is None else str(value) for name, value in self.counted.items()}
        for name in ("as_of", "held_since"):
            if date := self.counted[name]:
                words[name] = date.in_words() if name == "as_of" else date.since()
        for name, key in GIVEN.items():
            figure = self.key_figures.get(key)
            words[name] = str(figure.value) if figure else "–"
            words[f"{name}_as_of"] = figure.as_of.in_words() if figure else "–"
        return words | {"sponsors": str(self.sponsors)}


@remembered
def figures() -> Figures:
    """Three queries, whatever the number of records; once for each state of them."""
    published = Prisoner.objects.published().annotate(alone=without_sponsor())
    return Figures(
        counted=published.aggregate(**COUNTED),
        key_figures={figure.key: figure for figure in KeyFigure.objects.all()},
        **Sponsorship.objects.counted().aggregate(
            sponsors=Count("sponsor", distinct=True), not_named=Count("pk", filter=Q(published=False))
        ),
    )


@dataclass(frozen=True)
class Text:
    """A page text with its figures in place."""

    title: str
    description: str
    html: SafeString


def own_pages() -> dict[str, str]:
    """The addresses that a text may name as `page:campaign`, in the page's language."""
    names = {page: f"campaign:{page}" for page in PageText.Page.values}
    names |= {"prisoners": "prisoners:prisoners", "unsponsored": "prisoners:unsponsored"}
    names |= {"correct": "prisoners:correct"}
    names |= {"sponsors": "sponsorships:sponsors", "sponsor": "sponsorships:sign_up"}
    return {page: reverse(name) for page, name in names.items()}


@remembered
def typeset(text: str) -> str:
    """As the page's language is printed; staff type plain spaces."""
    return french(text) if current_language() == "fr" else text


@remembered
def page_text(page: str, *, told: Figures | None = None) -> Text:
    """The words of a page; its name alone where staff have not written any yet."""
    text = PageText.objects.filter(page=page).first()
    if text is None:
        return Text(capfirst(str(PageText.Page(page).label)), "", SafeString())
    words = (told or figures()).in_words()
    return Text(
        title=typeset(text.title),
        description=typeset(fill(text.description, words)),
        html=to_html(typeset(text.body), values=words, addresses=own_pages()),
    )
