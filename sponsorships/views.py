"""Pages about sponsors, and the way of a request: form, check, thanks, confirmation."""

import secrets
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from campaign.figures import figures, page_text
from campaign.kit import parameters
from campaign.kit.translated import current_language
from prisoners.models import Prisoner
from sponsorships import services
from sponsorships.forms import LinkForm, SignUpForm
from sponsorships.map import map_of_sponsors
from sponsorships.models import SecretLink, Sponsor, Sponsorship

require_form_methods = require_http_methods(["GET", "HEAD", "POST"])
PAGE_SIZE = 100  # sponsorships


@require_safe
def sponsors(request: HttpRequest) -> HttpResponse:
    """Who sponsors whom; narrowed by kind and by country in the address."""
    chosen, not_understood = parameters.read(request.GET, current_language())
    public = Sponsorship.objects.public()
    found = public.select_related("sponsor", "prisoner").with_fulfilment()
    if kind := chosen.get("kind"):
        found = found.filter(sponsor__kind=kind)
    if country := chosen.get("country"):
        found = found.filter(sponsor__country=country)
    countries = Sponsor.objects.filter(sponsorships__in=public).exclude(country="")
    told = figures()
    context = {
        "chosen": chosen,
        "countries": countries.order_by("country").values_list("country", flat=True).distinct(),
        "kinds": Sponsor.Kind.choices,
        "map": map_of_sponsors(found),
        "not_named": told.not_named,
        "not_understood": not_understood,
        "page": Paginator(found.newest_first(), PAGE_SIZE).get_page(chosen.get("page")),
        "text": page_text("sponsors", told=told),
    }
    return render(request, "sponsorships/sponsors.html", context)


@require_safe
def sponsor(request: HttpRequest, slug: str) -> HttpResponse:
    public = Sponsorship.objects.public()
    found = get_object_or_404(Sponsor.objects.filter(sponsorships__in=public).distinct(), slug=slug)
    sponsorships = public.filter(sponsor=found).select_related("prisoner").with_fulfilment()
    context = {
        "sponsor": found,
        "sponsorships": sponsorships.prefetch_related("sources").newest_first(),
    }
    return render(request, "sponsorships/sponsor.html", context)


@never_cache
@require_form_methods
def sign_up(request: HttpRequest) -> HttpResponse:
    """Kind of sponsor, form, "check and send", all at one address; only the last press saves."""
    chosen, _unknown = parameters.read(request.GET, current_language())
    kind = request.POST.get("kind") or chosen.get("kind")
    context = {"asked_for": chosen.get("prisoner", ""), "chosen": chosen, "text": page_text("sponsor")}
    if kind not in Sponsor.Kind.values:
        return render(request, "sponsorships/choose_kind.html", context | {"kinds": Sponsor.Kind.choices})
    form = SignUpForm(
        request.POST or None,
        kind=kind,
        men=Prisoner.objects.published().held().order_by("slug"),
        initial={
            "country": "FR",
            "ticket": secrets.token_urlsafe(16),
            "whom": chosen.get("prisoner") or chosen.get("whom"),
        },
    )
    context |= {"form": form, "kind": kind, "kind_label": Sponsor.Kind(kind).label}
    if not form.is_valid() or "correct" in request.POST:
        return render(request, "sponsorships/sign_up.html", context)
    if "send" not in request.POST:
        return render(request, "sponsorships/check.html", context)
    if not form.is_a_robots:
        services.sign_up(
            form.sponsorship(language=current_language()),
            sponsor=form.sponsor(),
            contact=form.contact(),
            token=secrets.token_urlsafe(24),
            now=timezone.now(),
        )
    return redirect("sponsorships:thanks")


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "sponsorships/thanks.html")


@never_cache
@require_form_methods
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; only pressing it confirms, because mail scanners follow links."""
    now = timezone.now()
    links = SecretLink.objects.confirming(token, now=now)
    link = links.select_related("sponsorship__sponsor", "sponsorship__prisoner").first()
    if link is None:  # too late, mistyped or erased: one answer, which offers a new link
        return render(request, "sponsorships/link_expired.html", status=HTTPStatus.GONE)
    if request.method == "POST":
        services.confirm(link, now=now)
        return redirect(request.path)
    return render(request, "sponsorships/confirm.html", {"sponsorship": link.sponsorship})


@never_cache
@require_form_methods
def link(request: HttpRequest) -> HttpResponse:
    """Send the link again. The page says the same whether we know the address or not."""
    form = LinkForm(request.POST or None)
    if form.is_valid():
        services.send_link_again(
            email=form.cleaned_data["email"], token=secrets.token_urlsafe(24), now=timezone.now()
        )
        return render(request, "sponsorships/link_sent.html")
    return render(request, "sponsorships/link.html", {"form": form})
