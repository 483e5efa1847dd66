"""A sponsor’s own page, behind a secret link: what it shows, takes, gives and ends."""

import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaign import gate, limits
from campaign.kit.translated import current_language
from sponsorships import services
from sponsorships.documents import TITLES, certificate, number
from sponsorships.exports import own_record
from sponsorships.forms import (
    ActForm,
    ContactForm,
    DeedForm,
    HandOverForm,
    LeaveForm,
    LogoForm,
    PaperForm,
    TakeOverForm,
)
from sponsorships.models import SecretLink, Sponsor, Sponsorship
from sponsorships.views.methods import require_form_methods

type OwnView = Callable[[HttpRequest, Sponsorship, str], HttpResponseBase]
State = Sponsorship.State
USUAL = {"fr": "attestation", "en": "certificate"}  # title of the paper, until another is chosen


def own_links(links: QuerySet[SecretLink]) -> QuerySet[SecretLink]:
    kept = links.filter(sponsorship__contact__isnull=False)
    return kept.select_related("sponsorship__sponsor", "sponsorship__prisoner", "sponsorship__contact")


def with_own_link(view: OwnView) -> Callable[..., HttpResponseBase]:
    """The one check: whose link it is, or a page that says that it is closed."""

    @wraps(view)
    def checked(request: HttpRequest, token: str) -> HttpResponseBase:
        link = own_links(SecretLink.objects.opening(token)).first()
        if link is None:
            return render(request, "sponsorships/own_page_closed.html", status=HTTPStatus.GONE)
        return view(request, link.sponsorship, token)

    return never_cache(checked)


def of_own_page(sponsorship: Sponsorship, token: str, **more: Any) -> dict[str, Any]:
    return {"sponsorship": sponsorship, "token": token} | more


def count_files(request: HttpRequest) -> None:
    """Before anybody looks at them."""
    if request.FILES:
        gate.count(request, limits.FILE, now=timezone.now())


@require_safe
@with_own_link
def own_page(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """Where it stands, what comes next, and a door to everything else."""
    is_fulfilled = Sponsorship.objects.filter(pk=sponsorship.pk).with_fulfilment().get().fulfilled  # type: ignore[attr-defined]
    language = current_language()
    context = of_own_page(
        sponsorship,
        token,
        acts=sponsorship.acts.newest_first(),
        is_fulfilled=is_fulfilled,
        paper=PaperForm(titles=TITLES, initial={"title": USUAL[language], "languages": language}),
        undertakings=sponsorship.undertakings.order_by("pk"),
    )
    return render(request, "sponsorships/own_page.html", context)


@require_form_methods
@with_own_link
def own_contact(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """Correct the person to write to, or name the next one."""
    is_person = sponsorship.sponsor.kind == Sponsor.Kind.INDIVIDUAL
    wanted = request.POST.get("form")
    form = ContactForm(
        request.POST if wanted == "contact" else None, contact=sponsorship.contact, signs_itself=is_person
    )
    next_form = HandOverForm(request.POST if wanted == "next" else None, prefix="next")
    if form.is_valid():
        services.correct_contact(sponsorship.contact, **form.cleaned_data)
        return redirect("sponsorships:own_page", token)
    if next_form.is_valid():
        now = timezone.now()
        gate.count(request, limits.HAND_OVER, now=now)
        gate.count(request, limits.HAND_OVER_TO, whose=next_form.cleaned_data["email"], now=now)
        services.hand_over(sponsorship, token=secrets.token_urlsafe(24), now=now, **next_form.cleaned_data)
        return redirect("sponsorships:own_page", token)
    context = of_own_page(sponsorship, token, form=form, next_form=next_form)
    return render(request, "sponsorships/own_contact.html", context)


@require_form_methods
@with_own_link
def own_files(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """Send the logo and the signed deed."""
    if sponsorship.state not in (State.PENDING, State.ACTIVE):
        return redirect("sponsorships:own_page", token)
    sent, now = request.POST.get("form"), timezone.now()
    count_files(request)
    logo = LogoForm(*((request.POST, request.FILES) if sent == "logo" else ()))
    deed = DeedForm(*((request.POST, request.FILES) if sent == "deed" else ()))
    if logo.is_valid():
        services.keep_logo(sponsorship, logo.cleaned_data["logo"], now=now)
        return redirect("sponsorships:own_page", token)
    if deed.is_valid():
        services.keep_deed(sponsorship, deed.cleaned_data["deed"], now=now)
        return redirect("sponsorships:own_page", token)
    context = of_own_page(sponsorship, token, logo=logo, deed=deed)
    return render(request, "sponsorships/own_files.html", context)


@require_form_methods
@with_own_link
def own_act(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """Report what was done; staff read it before anybody else does."""
    if sponsorship.state != State.ACTIVE:
        return redirect("sponsorships:own_page", token)
    ticket = {"ticket": secrets.token_urlsafe(16)}
    count_files(request)
    form = ActForm(request.POST, request.FILES) if request.method == "POST" else ActForm(initial=ticket)
    if form.is_valid():
        act = form.act()
        act.sponsorship = sponsorship
        try:
            services.report_act(act, picture=form.cleaned_data["picture"], now=timezone.now())
        except services.Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("sponsorships:own_page", token)
    return render(request, "sponsorships/own_act.html", of_own_page(sponsorship, token, form=form))


@require_form_methods
@with_own_link
def own_leave(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """Withdraw, or be erased altogether."""
    form, erases = LeaveForm(request.POST or None), request.POST.get("form") == "erase"
    may_withdraw = sponsorship.state in (State.PENDING, State.ACTIVE)
    if form.is_valid() and (erases or may_withdraw):
        if erases:
            services.erase(sponsorship, now=timezone.now())
        else:
            services.withdraw(sponsorship, now=timezone.now())
        return render(request, "sponsorships/withdrawn.html", {"erases": erases})
    told = {"erases": erases, "form": form, "may_withdraw": may_withdraw}
    return render(request, "sponsorships/own_leave.html", of_own_page(sponsorship, token, **told))


@require_POST
@with_own_link
def own_link(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """A new link by mail; this one and all the others are void from now on."""
    services.renew_link(sponsorship, now=timezone.now())
    return render(request, "sponsorships/link_sent.html")


@require_safe
@with_own_link
def own_data(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """All that the site holds of a sponsor, as a file."""
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(own_record(sponsorship), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="libertas.json"'
    return response


@require_safe
@with_own_link
def own_deed(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponseBase:
    """What was sent, given back to whom it came from: as a file, never as a page."""
    if not sponsorship.deed:
        return redirect("sponsorships:own_page", token)
    suffix = str(sponsorship.deed).rpartition(".")[2]
    return FileResponse(sponsorship.deed.open(), as_attachment=True, filename=f"libertas-deed.{suffix}")


@require_safe
@with_own_link
def own_certificate(request: HttpRequest, sponsorship: Sponsorship, token: str) -> HttpResponse:
    """The certificate, made now from what the record says now."""
    form = PaperForm(request.GET, titles=TITLES)
    found = Sponsorship.objects.active().filter(pk=sponsorship.pk).exclude(code=None).with_fulfilment()
    current = found.select_related("prisoner", "sponsor").first()
    if current is None or not form.is_valid():
        return redirect("sponsorships:own_page", token)
    content = certificate(
        current,
        title=form.cleaned_data["title"],
        languages=form.cleaned_data["languages"].split("-"),
        is_fulfilled=current.fulfilled,  # type: ignore[attr-defined]
        today=timezone.localdate(),
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="libertas-{number(current)}.pdf"'
    return response


@never_cache
@require_form_methods
def take_over(request: HttpRequest, token: str) -> HttpResponse:
    """The next person opens the link of its letter and agrees, or does nothing."""
    link = own_links(SecretLink.objects.handing_over(token)).first()
    if link is None:
        return render(request, "sponsorships/own_page_closed.html", status=HTTPStatus.GONE)
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.take_over(link, consents=form.consents(language=current_language()), now=timezone.now())
        return render(request, "sponsorships/taken_over.html")
    return render(request, "sponsorships/take_over.html", {"form": form, "sponsorship": link.sponsorship})
