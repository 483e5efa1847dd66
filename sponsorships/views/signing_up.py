"""The way of a request: form, check, thanks, confirmation."""

import secrets
from functools import partial
from http import HTTPStatus

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign import gate, limits
from campaign.figures import page_text
from campaign.kit import pace, parameters
from campaign.kit.translated import current_language
from campaign.revision import remembered
from prisoners.models import Prisoner
from sponsorships import services, wording
from sponsorships.forms import LinkForm, SignUpForm
from sponsorships.models import SecretLink, Sponsor, fewest_sponsors_first
from sponsorships.views.methods import require_form_methods


@never_cache
@require_form_methods
def sign_up(request: HttpRequest) -> HttpResponse:
    """Kind of sponsor, form, "check and send", all at one address; only the last press saves."""
    gate.require_open_sign_up()
    chosen, _unknown = parameters.read(request.GET, current_language())
    kind = request.POST.get("kind") or chosen.get("kind")
    context = {"asked_for": chosen.get("prisoner", ""), "chosen": chosen, "text": page_text("sponsor")}
    if kind not in Sponsor.Kind.values:
        return render(request, "sponsorships/choose_kind.html", context | {"kinds": Sponsor.Kind.choices})
    context |= {"kind": kind, "kind_label": Sponsor.Kind(kind).label, "version": wording.VERSION}
    if not request.POST:
        ticket = secrets.token_urlsafe(16)
        context |= {"ticket": ticket, "opened": pace.opened(ticket)}
        blank = SimpleLazyObject(partial(form_for, kind, chosen=chosen))  # made where it is not remembered
        return render(request, "sponsorships/sign_up.html", context | {"form": blank})
    form = form_for(kind, request.POST, chosen=chosen)
    context |= {"form": form, **given_back(form)}
    if not form.is_valid() or "correct" in request.POST:
        return render(request, "sponsorships/sign_up.html", context | {"is_typed": True})
    asks = what_is_asked_first(form, request.POST, wants_work=gate.switches().proof_of_work)
    if "send" not in request.POST or any(asks.values()):
        return render(request, "sponsorships/check.html", context | asks)
    if not form.is_a_robots:
        with transaction.atomic():  # one commit
            gate.count(request, limits.SIGN_UP, now=timezone.now())
            services.sign_up(
                form.signed(language=current_language()),
                token=secrets.token_urlsafe(24),
                now=timezone.now(),
            )
    return redirect("sponsorships:thanks")


def form_for(kind: str, typed: QueryDict | None = None, *, chosen: dict[str, str]) -> SignUpForm:
    """The form of one kind of sponsor; `chosen` is what the address says of whom."""
    initial = {"country": "FR", "whom": chosen.get("prisoner") or chosen.get("whom")}
    return SignUpForm(typed, kind=kind, men=men_to_sponsor(), initial=initial)


def given_back(form: SignUpForm) -> dict[str, str]:
    """What the page brought along, once more."""
    return {name: form[name].value() or "" for name in ("ticket", "opened")}


@remembered
def men_to_sponsor() -> list[Prisoner]:
    held = Prisoner.objects.published().held()
    return list(fewest_sponsors_first(held, today=timezone.localdate()))


def what_is_asked_first(form: SignUpForm, typed: QueryDict, *, wants_work: bool) -> dict[str, bool]:
    """Why a press does not save yet: staff want a proof of work, or no person presses so soon."""
    is_sent = "send" in typed
    return {
        "asks_for_work": wants_work and not form.is_worked_for,
        "too_quick": is_sent and form.is_pressed_at_once and "again" not in typed,
    }


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
        gate.count(request, limits.LINK, now=timezone.now())
        services.ask_for_link(email=form.cleaned_data["email"], now=timezone.now())
        return render(request, "sponsorships/link_sent.html")
    return render(request, "sponsorships/link.html", {"form": form})
