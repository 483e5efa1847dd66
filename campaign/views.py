"""Pages that speak for the whole campaign, and those that machines read."""

from http import HTTPStatus

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from campaign import health
from campaign.figures import figures, page_text
from campaign.models import CampaignPicture, Ngo, TimelineEntry
from campaign.revision import remembered
from campaign.statistics import charts
from prisoners.models import Prisoner
from sponsorships.map import map_of
from sponsorships.models import Sponsorship

NEWEST_SPONSORS = 5  # on the home page
NEWEST_ENTRIES = 3  # of the timeline, there too


@require_safe
@vary_on_headers("Accept-Language")
def root(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the language that the browser asks for."""
    language = translation.get_language_from_request(request)
    return redirect("/en/" if language.startswith("en") else "/fr/")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "campaign/home.html", on_home())


@remembered
def on_home() -> dict[str, object]:
    """What the home page shows, which no reader changes."""
    told = figures()
    men = list(Prisoner.objects.published().of_the_23().order_by("category", "slug"))
    public = Sponsorship.objects.public().select_related("sponsor", "prisoner")
    promises = list(public.with_fulfilment().newest_first())
    return {
        "figures": told,
        "picture": CampaignPicture.objects.confirmed().first(),
        "text": page_text("home", told=told),
        "men": men,
        "held": [man for man in men if man.is_held],
        "freed": [man for man in men if man.is_freed],
        "latest": list(TimelineEntry.objects.in_order().reverse()[:NEWEST_ENTRIES]),
        "map": map_of({promise.sponsor_id: promise.sponsor for promise in promises}.values()),
        "newest": promises[:NEWEST_SPONSORS],
    }


@require_safe
def campaign(request: HttpRequest) -> HttpResponse:
    told = figures()
    by_key = [told.key_figures[key] for key in sorted(told.key_figures)]
    key_figures = sorted(by_key, key=lambda figure: str(figure.as_of), reverse=True)
    prefetch_related_objects(key_figures, "sources")
    return render(
        request,
        "campaign/campaign.html",
        {
            "charts": charts(timezone.localdate().year),
            "figures": told,
            "key_figures": key_figures,
            "picture": CampaignPicture.objects.confirmed().first(),
            "text": page_text("campaign", told=told),
        },
    )


@require_safe
def context(request: HttpRequest) -> HttpResponse:
    entries = TimelineEntry.objects.in_order().prefetch_related("sources")
    return render(request, "campaign/context.html", {"text": page_text("context"), "entries": entries})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(
        request, "campaign/about.html", {"text": page_text("about"), "ngos": Ngo.objects.in_order()}
    )


@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    return render(
        request, "campaign/legal.html", {"text": page_text("legal"), "ngos": Ngo.objects.in_order()}
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "campaign/text.html", {"text": page_text("privacy")})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "campaign/text.html", {"text": page_text("accessibility")})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /fr/confirmer/", "Disallow: /en/confirm/"]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: all that was promised works. For whoever watches; who balances asks healthz."""
    found = health.look(now=timezone.now())
    status = HTTPStatus.OK if all(finding.is_well for finding in found) else HTTPStatus.SERVICE_UNAVAILABLE
    lines = "".join(f"{'ok' if finding.is_well else 'NOT OK'}  {finding}\n" for finding in found)
    return HttpResponse(lines, status=status, content_type="text/plain; charset=utf-8")
