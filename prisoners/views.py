"""Pages about the people: the list, one man, who has no sponsor yet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaign.figures import figures, page_text
from campaign.kit import parameters
from campaign.kit.translated import current_language
from prisoners import search
from prisoners.filters import FILTERS, ORDERS, narrowed, ordered
from prisoners.models import FormerSlug, Prisoner, PrisonerQuerySet
from sponsorships.models import Sponsorship, without_sponsor

HASHTAG = "#FreeArmenianPOWs"  # the campaign's own
PAGE_SIZE = 60  # men; those of the campaign fit on one page
LONGEST_QUERY = 100  # characters; no name is longer


@dataclass(frozen=True)
class Card:
    """A man in a list, with those who sponsor him by name and the number who do so without theirs."""

    man: Prisoner
    sponsorships: list[Sponsorship]
    not_named: int


@require_safe
def prisoners(request: HttpRequest) -> HttpResponse:
    """Everybody, freed men included; filters, search and order stand in the address."""
    chosen, not_understood = parameters.read(request.GET, current_language())
    query, today = chosen.get("query", "")[:LONGEST_QUERY], timezone.localdate()
    men = ordered(narrowed(Prisoner.objects.published(), chosen), chosen, today=today)
    page, told = page_of(men, query, chosen), figures()
    context = {
        "cards": cards(page),
        "chosen": chosen,
        "figures": told,
        "filters": FILTERS,
        "not_understood": not_understood,
        "orders": ORDERS,
        "page": page,
        "query": query,
        "text": page_text("prisoners", told=told),
        "today": today,
    }
    return render(request, "prisoners/prisoners.html", context)


def page_of(men: PrisonerQuerySet, query: str, chosen: Mapping[str, str]) -> Page[Any]:
    """One page of men; those found by name come likeliest first, unless another order is chosen."""
    number = chosen.get("page")
    if not query:
        return Paginator(men, PAGE_SIZE).get_page(number)
    found = search.find(query, among=men)
    if "sort" in chosen:
        return Paginator(men.filter(pk__in=found), PAGE_SIZE).get_page(number)
    page: Page[Any] = Paginator(found, PAGE_SIZE).get_page(number)
    by_key = men.in_bulk(page.object_list)
    page.object_list = [by_key[pk] for pk in page.object_list]
    return page


@require_safe
def unsponsored(request: HttpRequest) -> HttpResponse:
    """Held, and sponsored by nobody of his own: the longest held first."""
    today = timezone.localdate()
    men = Prisoner.objects.published().held().filter(without_sponsor()).longest_held_first(today=today)
    page = Paginator(men, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "text": page_text("unsponsored"), "today": today}
    return render(request, "prisoners/unsponsored.html", context)


@require_safe
def profile(request: HttpRequest, slug: str) -> HttpResponse:
    """One man: what the record holds that is public. An address he once had leads here."""
    men = Prisoner.objects.published().select_related("checked_by_ngo")
    man = men.filter(slug=slug).first()
    if man is None:
        former = get_object_or_404(
            FormerSlug.objects.select_related("prisoner"), slug=slug, prisoner__published=True
        )
        return redirect(former.prisoner, permanent=True)
    sponsorships = Sponsorship.objects.counted().filter(prisoner=man)
    context = {
        "events": man.events.confirmed().in_order().prefetch_related("sources"),
        "group": Sponsorship.objects.public().filter(whom=Sponsorship.Whom.GROUP).select_related("sponsor")
        if man.one_of_the_23
        else [],
        "man": man,
        "not_named": sponsorships.filter(published=False).count(),
        "share_words": f"{man.name} {HASHTAG}",
        "sources": man.sources.newest_first(),
        "sponsorships": sponsorships.filter(published=True).select_related("sponsor").newest_first(),
        "today": timezone.localdate(),
    }
    return render(request, "prisoners/profile.html", context)


def cards(men: Iterable[Prisoner]) -> list[Card]:
    """One query for all the sponsors of a page."""
    men = list(men)
    of_man: dict[int | None, list[Sponsorship]] = defaultdict(list)
    for sponsorship in Sponsorship.objects.counted().filter(prisoner__in=men).select_related("sponsor"):
        of_man[sponsorship.prisoner_id].append(sponsorship)
    return [
        Card(
            man,
            [sponsorship for sponsorship in of_man[man.pk] if sponsorship.published],
            sum(not sponsorship.published for sponsorship in of_man[man.pk]),
        )
        for man in men
    ]
