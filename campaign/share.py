"""Pictures beside shared links: drawn once for each state of the records, at an address that follows it."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import re_path, reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from campaign.cards import share_picture as of_campaign
from campaign.figures import Figures, figures
from campaign.kit.drawn import ahead, kept
from campaign.kit.share_picture import SharePicture
from prisoners.cards import share_picture as of_prisoner
from prisoners.models import Prisoner
from sponsorships.cards import share_picture as of_sponsor
from sponsorships.models import Sponsor, Sponsorship

Subject = Prisoner | Sponsor | Figures  # the figures stand for the campaign

KEPT_FOR = timedelta(days=365)  # by readers: what an address shows never changes
LED_ON_FOR = timedelta(minutes=5)  # by readers: where an address of yesterday leads
CAMPAIGN = "libertas"  # stands where the others have their slug


@require_safe
def prisoner(request: HttpRequest, slug: str, language: str, fingerprint: str) -> HttpResponse:
    man = get_object_or_404(Prisoner.objects.published(), slug=slug)
    return answer(man, language=language, fingerprint=fingerprint)


@require_safe
def sponsor(request: HttpRequest, slug: str, language: str, fingerprint: str) -> HttpResponse:
    """A person who did not ask to be named has no name here, and no picture."""
    named = Sponsor.objects.filter(sponsorships__in=Sponsorship.objects.public()).exclude(name="")
    found = get_object_or_404(named.distinct(), slug=slug)
    return answer(found, language=language, fingerprint=fingerprint)


@require_safe
def campaign(request: HttpRequest, slug: str, language: str, fingerprint: str) -> HttpResponse:
    return answer(figures(), language=language, fingerprint=fingerprint)


def share_picture_address(subject: Subject, language: str, men: Iterable[Prisoner] | None = None) -> str:
    """Absolute, as `og:image` wants it. Costs the queries of its picture: one, for a sponsor three at most;
    for the campaign none where the men of its wall are given."""
    address, picture = printed(subject, language, men)
    if drawers := ahead.get():
        drawers.owe(address, file_of(address), picture)
    return settings.SITE_URL + address


def answer(subject: Subject, *, language: str, fingerprint: str) -> HttpResponse:
    """The picture; or, where the records have changed since, the way to the one of now."""
    address, picture = printed(subject, language)
    if fingerprint != picture.fingerprint:
        response: HttpResponse = redirect(address)
        patch_cache_control(response, public=True, max_age=int(LED_ON_FOR.total_seconds()))
        return response
    response = HttpResponse(kept(file_of(address), picture), content_type="image/png")
    response.headers["Content-Language"] = language
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"  # shown on the pages of others
    patch_cache_control(response, public=True, max_age=int(KEPT_FOR.total_seconds()), immutable=True)
    return response


def printed(
    subject: Subject, language: str, men: Iterable[Prisoner] | None = None
) -> tuple[str, SharePicture]:
    """The address of the picture as the records stand, and what is on it."""
    today = timezone.localdate()
    with translation.override(language):
        match subject:
            case Prisoner():
                kind, slug, picture = "prisoner", subject.slug, of_prisoner(subject, today=today)
            case Sponsor():
                kind, slug, picture = "sponsor", subject.slug, of_sponsor(subject)
            case _:
                kind, slug, picture = "campaign", CAMPAIGN, of_campaign(subject, men=men)
    return reverse(f"share:{kind}", args=[slug, language, picture.fingerprint]), picture


def file_of(address: str) -> Path:
    kind, name = address.split("/")[-2:]
    slug, _dot, state = name.partition(".")
    return settings.VAR / "cards" / kind / slug / state


app_name = "share"
SLUG, CAMPAIGNS = r"(?P<slug>[-a-zA-Z0-9_]+)", rf"(?P<slug>{CAMPAIGN})"
STATE = r"\.(?P<language>fr|en)\.(?P<fingerprint>[0-9a-f]{12})\.png$"
urlpatterns = [
    re_path(f"^prisoner/{SLUG}{STATE}", prisoner, name="prisoner"),
    re_path(f"^sponsor/{SLUG}{STATE}", sponsor, name="sponsor"),
    re_path(f"^campaign/{CAMPAIGNS}{STATE}", campaign, name="campaign"),
]
