"""The first page of the desk: what waits, what to look at next, and this week in figures.

Each section is one list cut short, its number, and the way to all of it. Who may not see a record
does not see its section.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.db.models import Case, Count, F, Model, Q, QuerySet, Value, When, Window
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.admin.desk import signed_in
from campaign.admin.section import SHOWN, Section, Visit, cut, list_of
from campaign.admin.week import this_week
from campaign.kit.translated import current_language
from campaign.models import Behind, CampaignPicture, Letter, Ngo, Photograph
from prisoners.models import Event, Portrait, Prisoner
from sponsorships.elections import asking_for_a_contact
from sponsorships.models import Sponsorship, without_sponsor

MOST_PHOTOGRAPHS = 100  # of those that wait
TO_FILL = ["website", "email", "address", "publication_director", "host"]  # of an NGO's public page


def requests(visit: Visit) -> Section:
    waiting = Sponsorship.objects.waiting()
    counted = {f"of_{name}": Window(Count("pk", filter=q or None)) for name, q in visit.mine.items()}
    chosen_first = Case(When(visit.mine[visit.whose] or Q(pk__gt=0), then=0), default=1)
    rows = list(
        waiting.select_related("sponsor", "prisoner", "followed_by", "casework__taken_by")
        .annotate(**counted)
        .order_by(chosen_first, "confirmed_at", "pk")[:SHOWN]
    )
    counts = {name: getattr(rows[0], f"of_{name}") if rows else 0 for name in visit.mine}
    labels = {"mine": _("At my desk"), "ngo": _("My NGO’s"), "all": _("All requests")}
    more = {
        "choices": [(name, label, counts[name]) for name, label in labels.items()],
        "whose": visit.whose,
        "today": visit.today,
    }
    return Section(
        "requests",
        _("Requests to answer"),
        _("Nobody waits for an answer here."),
        rows[: counts[visit.whose]],
        counts[visit.whose],
        list_of(Sponsorship, state__exact="pending"),
        more,
    )


def events(visit: Visit) -> Section:
    waiting = Event.objects.waiting()
    rows = waiting.first_those_for(visit.user.ngo).select_related("prisoner", "recorded_by", "recorded_ngo")
    return Section(
        "events",
        _("Events to confirm"),
        _("No event waits for a second NGO."),
        *cut(rows),
        list_of(Event, confirmation="waiting"),
    )


def photographs(visit: Visit) -> Section:
    """Of men and of the campaign, in one query: what this NGO may confirm comes first, then the oldest."""
    portraits = waiting_photographs(Portrait, "prisoner__name")
    pictures = waiting_photographs(CampaignPicture, "caption")
    rows = list(portraits.union(pictures, all=True)[:MOST_PHOTOGRAPHS])
    for row in rows:
        row["address"] = reverse(f"admin:{row['kind']}_change", args=[row["pk"]])
        row["is_mine"] = row["proposed_ngo"] == visit.user.ngo_id
    rows.sort(key=lambda row: (row["is_mine"], row["proposed_at"]))
    return Section(
        "photographs",
        _("Photographs to confirm"),
        _("No photograph waits for a second NGO."),
        rows[:SHOWN],
        len(rows),
        list_of(Portrait),
    )


def waiting_photographs(model: type[Photograph], title: str) -> QuerySet[Any, Any]:
    language = current_language()
    kind = f"{model._meta.app_label}_{model._meta.model_name}"
    named = {"title": F(f"{title}_{language}"), "ngo": F(f"proposed_ngo__name_{language}")}
    rows = model._default_manager.filter(confirmed_at=None)
    return rows.values(
        "pk", "proposed_by__username", "proposed_ngo", "proposed_at", kind=Value(kind), **named
    )


def to_verify(visit: Visit) -> Section:
    men = Prisoner.objects.published()
    oldest_first = men.order_by(F("checked_on").asc(nulls_first=True), "status_on", "slug")
    return Section(
        "to_verify",
        _("To verify next"),
        _("No man is published yet."),
        *cut(oldest_first.select_related("checked_by_ngo")),
        list_of(Prisoner, published__exact=1, o="7"),
        {"today": visit.today},
    )


def alone(visit: Visit) -> Section:
    men = Prisoner.objects.published().held().filter(without_sponsor())
    return Section(
        "alone",
        _("Held, and without a sponsor"),
        _("Each man who is held has a sponsor."),
        *cut(men.longest_held_first(today=visit.today)),
        list_of(Prisoner, alone="yes"),
        {"today": visit.today},
    )


def letters(visit: Visit) -> Section:
    parked = Letter.objects.parked().exclude(to="")
    return Section(
        "letters",
        _("Letters that could not leave"),
        _("Every letter left, or waits for its turn."),
        *cut(parked.order_by("-written_at", "-pk")),
        list_of(Letter, journey="parked"),
    )


def contacts(visit: Visit) -> Section:
    asking = asking_for_a_contact(today=visit.today)
    if visit.user.ngo:
        asking = asking.filter(Q(followed_by=visit.user.ngo) | Q(followed_by=None))
    return Section(
        "contacts",
        _("Elections and mandates: is the contact still right?"),
        _("No election and no end of a mandate asks for a new contact."),
        *cut(asking.select_related("sponsor", "casework").order_by("adhered_on", "pk")),
        list_of(Sponsorship, contact="to_check"),
    )


def behind(visit: Visit) -> Section:
    """Texts of which one language was edited alone, and men who cannot be published for want of one."""
    lagging, lacking = Behind.objects.order_by("since_at", "pk"), Prisoner.objects.lacking_a_language()
    return Section(
        "translations",
        _("Translations to read again, or missing"),
        _("Both languages say the same everywhere."),
        *cut(lagging),
        list_of(Behind),
        {"lacking": list(lacking.order_by("slug")[:SHOWN])},
    )


def unfilled(visit: Visit) -> Section:
    """What the legal notice of one's own NGO lacks; empty fields are left out of the page until then."""
    ngo = visit.user.ngo
    missing = [label_for_field(name, Ngo) for name in TO_FILL if ngo and not getattr(ngo, name)]
    address = reverse("admin:campaign_ngo_change", args=[ngo.pk]) if ngo else list_of(Ngo)
    return Section(
        "unfilled",
        _("What the public page of my NGO lacks"),
        _("Nothing: the page is complete."),
        missing,
        len(missing),
        address,
    )


SECTIONS: list[tuple[type[Model], Callable[[Visit], Section]]] = [
    (Sponsorship, requests),
    (Event, events),
    (Portrait, photographs),
    (Prisoner, to_verify),
    (Prisoner, alone),
    (Prisoner, behind),
    (Letter, letters),
    (Sponsorship, contacts),
    (Ngo, unfilled),
]


def first_page(request: HttpRequest) -> HttpResponse:
    """Stands before the stock index, at the same address, and shows it below."""
    user = signed_in(request)
    chosen = request.GET.get("requests", "ngo" if user.ngo else "all")
    visit = Visit(user, timezone.now(), chosen if chosen in ("mine", "ngo", "all") else "all")
    shown = [section(visit) for model, section in SECTIONS if may_view(request, model)]
    extra = {"sections": shown, "week": this_week(today=visit.today), "title": _("The desk")}
    return admin.site.index(request, extra)


def may_view(request: HttpRequest, model: type[Model]) -> bool:
    return admin.site.get_model_admin(model).has_view_permission(request)
