"""Pages about sponsors: all of them, one of them, a certificate verified."""

from http import HTTPStatus

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign import gate, limits
from campaign.figures import figures, page_text
from campaign.kit import parameters
from campaign.kit.translated import current_language
from campaign.revision import remembered
from sponsorships.map import Map, map_of_sponsors
from sponsorships.models import Act, Sponsor, Sponsorship
from sponsorships.models.queries import SponsorshipQuerySet

PICTURES = {"png": "image/png", "jpg": "image/jpeg"}
PAGE_SIZE = 100  # sponsorships


@require_safe
def sponsors(request: HttpRequest) -> HttpResponse:
    """Who sponsors whom; narrowed by kind and by country in the address."""
    chosen, not_understood = parameters.read(request.GET, current_language())
    narrowed_to = chosen.get("kind", ""), chosen.get("country", "")
    found = narrowed(*narrowed_to).select_related("sponsor", "prisoner").with_fulfilment()
    pages = Paginator(found.newest_first(), PAGE_SIZE)
    pages.count = how_many(*narrowed_to)  # a cached property: what is known is not counted
    told = figures()
    context = {
        "chosen": chosen,
        "countries": countries(),
        "kinds": Sponsor.Kind.choices,
        "map": drawn_map(*narrowed_to),
        "not_named": told.not_named,
        "not_understood": not_understood,
        "page": pages.get_page(chosen.get("page")),
        "text": page_text("sponsors", told=told),
    }
    return render(request, "sponsorships/sponsors.html", context)


def narrowed(kind: str, country: str) -> SponsorshipQuerySet:
    found = Sponsorship.objects.public()
    if kind:
        found = found.filter(sponsor__kind=kind)
    return found.filter(sponsor__country=country) if country else found


@remembered
def how_many(kind: str, country: str) -> int:
    return narrowed(kind, country).count()


@remembered
def drawn_map(kind: str, country: str) -> Map:
    return map_of_sponsors(narrowed(kind, country))


@remembered
def countries() -> list[str]:
    """Of those who may be shown."""
    named = Sponsor.objects.filter(sponsorships__in=Sponsorship.objects.public()).exclude(country="")
    return list(named.order_by("country").values_list("country", flat=True).distinct())


@require_safe
def sponsor(request: HttpRequest, slug: str) -> HttpResponse:
    """One sponsor. The address of a record that was joined to another leads to that one."""
    public = Sponsorship.objects.public()
    found = Sponsor.objects.filter(sponsorships__in=public, slug=slug).first()
    if found is None:
        joined = public.filter(casework__joined_from__slug=slug).select_related("sponsor").first()
        if joined is None:
            raise Http404
        return redirect(joined.sponsor, permanent=True)
    sponsorships = public.filter(sponsor=found).select_related("prisoner").with_fulfilment()
    acts = Prefetch("acts", queryset=Act.objects.public().newest_first(), to_attr="public_acts")
    context = {
        "sponsor": found,
        "sponsorships": sponsorships.prefetch_related("sources", acts).newest_first(),
    }
    return render(request, "sponsorships/sponsor.html", context)


@never_cache
@require_safe
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """What anybody may know of a certificate. A code that was never given and one erased answer alike."""
    gate.count(request, limits.CERTIFICATE, now=timezone.now())
    found = Sponsorship.objects.with_code(code).select_related("sponsor", "prisoner").with_fulfilment()
    sponsorship = found.first()
    status = HTTPStatus.OK if sponsorship else HTTPStatus.NOT_FOUND
    response = render(request, "sponsorships/certificate.html", {"sponsorship": sponsorship}, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def logo(request: HttpRequest, slug: str) -> FileResponse:
    """What the sponsor sent and staff have seen; only while the sponsor is public."""
    public = Sponsor.objects.filter(sponsorships__in=Sponsorship.objects.public(), logo_accepted=True)
    found = get_object_or_404(public.distinct(), slug=slug)
    return FileResponse(found.logo.open(), content_type=PICTURES[str(found.logo).rpartition(".")[2]])
