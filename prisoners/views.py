"""Pages about the people: the list, one man, who has no sponsor yet."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign import gate, limits
from campaign.figures import figures, page_text
from campaign.kit import parameters
from campaign.kit.translated import current_language
from campaign.models import Ngo, Source
from campaign.revision import remembered
from prisoners import search, services
from prisoners.filters import FILTERS, ORDERS, narrowed, ordered
from prisoners.forms import CorrectionForm
from prisoners.models import FactSource, FormerSlug, Prisoner, PrisonerQuerySet
from prisoners.models.event import EventQuerySet
from sponsorships.models import Sponsorship, without_sponsor
from sponsorships.models.queries import SponsorshipQuerySet

HASHTAG = "#FreeArmenianPOWs"  # the campaign's own
PAGE_SIZE = 60  # men; those of the campaign fit on one page
LONGEST_QUERY = 100  # characters; no name is longer


class Cards:
    """Of one page of men, known by their keys: read at once, and only if one is not remembered yet."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.keys = list(keys)

    def __iter__(self) -> Iterator["Card"]:
        return (Card(self, key) for key in self.keys)

    @cached_property
    def men(self) -> dict[int, Prisoner]:
        return Prisoner.objects.published().with_portraits().in_bulk(self.keys)

    @cached_property
    def not_named(self) -> dict[int | None, int]:
        return not_named_by_man()

    @cached_property
    def sponsorships(self) -> dict[int | None, list[Sponsorship]]:
        """One query for all the sponsors who are named, and none for the others."""
        of_man: dict[int | None, list[Sponsorship]] = defaultdict(list)
        for sponsorship in (
            Sponsorship.objects.public().filter(prisoner__in=self.keys).select_related("sponsor")
        ):
            of_man[sponsorship.prisoner_id].append(sponsorship)
        return of_man


@dataclass(frozen=True)
class Card:
    """A man in a list, with those who sponsor him by name and the number who do so without theirs."""

    cards: Cards
    pk: int

    @property
    def man(self) -> Prisoner | None:
        """None who was hidden since."""
        return self.cards.men.get(self.pk)

    @property
    def sponsorships(self) -> list[Sponsorship]:
        return self.cards.sponsorships[self.pk]

    @property
    def not_named(self) -> int:
        return self.cards.not_named.get(self.pk, 0)


class Record:
    """A man and what his page tells of him: asked only where that is not remembered yet."""

    def __init__(self, pk: int) -> None:
        self.pk = pk

    @cached_property
    def man(self) -> Prisoner:
        return Prisoner.objects.select_related("checked_by_ngo").with_portraits().get(pk=self.pk)

    @cached_property
    def events(self) -> EventQuerySet:
        return self.man.events.confirmed().in_order().prefetch_related("sources")

    @cached_property
    def sources(self) -> QuerySet[Source]:
        return self.man.all_sources()

    @cached_property
    def disputed(self) -> set[str]:
        """Parts of the record."""
        return disputed(self.pk)

    @cached_property
    def sponsorships(self) -> SponsorshipQuerySet:
        return Sponsorship.objects.public().filter(prisoner=self.pk).select_related("sponsor").newest_first()

    @cached_property
    def group(self) -> Iterable[Sponsorship]:
        """Of all the 23."""
        return of_the_group() if self.man.one_of_the_23 else []

    @cached_property
    def not_named(self) -> int:
        return not_named(self.pk)

    @property
    def share_words(self) -> str:
        return f"{self.man.name} {HASHTAG}"


@remembered
def of_the_group() -> list[Sponsorship]:
    return list(Sponsorship.objects.public().filter(whom=Sponsorship.Whom.GROUP).select_related("sponsor"))


@require_safe
def prisoners(request: HttpRequest) -> HttpResponse:
    """Everybody, freed men included; filters, search and order stand in the address."""
    chosen, not_understood = parameters.read(request.GET, current_language())
    query = chosen.get("query", "")[:LONGEST_QUERY]
    page = page_of(query, chosen)
    context = {
        "cards": Cards(page),
        "chosen": chosen,
        "filters": FILTERS,
        "not_understood": not_understood,
        "orders": ORDERS,
        "page": page,
        "query": query,
        "text": page_text("prisoners"),
        "today": timezone.localdate(),
    }
    return render(request, "prisoners/prisoners.html", context)


def page_of(query: str, chosen: Mapping[str, str]) -> Page[Any]:
    """One page of men, by their keys; those found by name come likeliest first, unless another order is
    chosen."""
    if not query:
        return page_of_all(frozenset(chosen.items()))
    men = ordered_men(chosen)
    found = search.find(query, among=men)
    keys = men.filter(pk__in=found).values_list("pk", flat=True) if "sort" in chosen else found
    return Paginator(keys, PAGE_SIZE).get_page(chosen.get("page"))


@remembered
def page_of_all(chosen: frozenset[tuple[str, str]]) -> Page[Any]:
    keys = ordered_men(dict(chosen)).values_list("pk", flat=True)
    return Paginator(keys, PAGE_SIZE).get_page(dict(chosen).get("page"))


def ordered_men(chosen: Mapping[str, str]) -> PrisonerQuerySet:
    return ordered(narrowed(Prisoner.objects.published(), chosen), chosen, today=timezone.localdate())


@require_safe
def unsponsored(request: HttpRequest) -> HttpResponse:
    """Held, and sponsored by nobody of his own: the longest held first."""
    today = timezone.localdate()
    men = Prisoner.objects.published().held().filter(without_sponsor()).longest_held_first(today=today)
    pages = Paginator(men.with_portraits(), PAGE_SIZE)
    pages.count = figures()["unsponsored"]  # a cached property: what is known is not counted
    page = pages.get_page(request.GET.get("page"))
    context = {"chosen": {}, "page": page, "text": page_text("unsponsored"), "today": today}
    return render(request, "prisoners/unsponsored.html", context)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """One man: what the record holds that is public. An address he once had leads here."""
    key = published_key(slug)
    if key is None:
        former = get_object_or_404(
            FormerSlug.objects.select_related("prisoner"), slug=slug, prisoner__published=True
        )
        return redirect(former.prisoner, permanent=True)
    return page_of_man(request, key)


@partial(remembered, by_language=False)
def published_key(slug: str) -> int | None:
    return Prisoner.objects.published().filter(slug=slug).values_list("pk", flat=True).first()


def page_of_man(request: HttpRequest, key: int) -> HttpResponse:
    """His page; staff see it before it is published."""
    return render(request, "prisoners/profile.html", {"record": Record(key), "today": timezone.localdate()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """A relative, or anybody named, asks for a correction: one page, one press, no name."""
    chosen, _unknown = parameters.read(request.GET, current_language())
    form = CorrectionForm(
        request.POST or None,
        men=Prisoner.objects.published().order_by("slug"),
        initial={"man": chosen.get("prisoner"), "ticket": secrets.token_urlsafe(16)},
    )
    if form.is_valid():
        if not form.is_a_robots:
            gate.count(request, limits.CORRECTION, now=timezone.now())
            services.ask_to_correct(form.correction(language=current_language()), now=timezone.now())
        return redirect("prisoners:corrected")
    context = {"form": form, "ngos": Ngo.objects.in_order(), "text": page_text("correct")}
    return render(request, "prisoners/correct.html", context)


@require_safe
def corrected(request: HttpRequest) -> HttpResponse:
    return render(request, "prisoners/corrected.html")


@partial(remembered, by_language=False)
def not_named_by_man() -> dict[int | None, int]:
    """Persons who did not ask to be named: there may be a million of them."""
    found = Sponsorship.objects.counted().filter(published=False).exclude(prisoner=None).order_by()
    return dict(found.values("prisoner").annotate(n=Count("pk")).values_list("prisoner", "n"))


@partial(remembered, by_language=False)
def not_named(man: int) -> int:
    return Sponsorship.objects.counted().filter(published=False, prisoner=man).count()


@partial(remembered, by_language=False)
def disputed(man: int) -> set[str]:
    facts = FactSource.objects.filter(prisoner=man, confidence=FactSource.Confidence.DISPUTED)
    return set(facts.values_list("part", flat=True))
