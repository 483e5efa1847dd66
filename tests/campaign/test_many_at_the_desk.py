"""With ten thousand sponsorships the desk asks the database no more often than with a few."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.kit.partial_dates import PartialDate
from campaign.models import Letter
from prisoners.models import Event
from sponsorships.models import Act, Casework, Contact, Sponsor, Sponsorship
from tests.desk import address, desk_of
from tests.factories import make_event, make_prisoner, make_source

pytestmark = pytest.mark.django_db

MOST = 15  # queries on a page, those that sign in the person included
MANY = 10_000
LISTS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry if model)
NARROWED = [
    "state__exact=pending",
    "twice=yes",
    "contact=to_check",
    "desk=mine",
    "refused=now",
    "q=Ville 9999",
    "q=Aramais",
    "p=50",
    "o=1",
    "o=-3.4",
]


@pytest.fixture
def many(anna, hrant):
    """A tenth of them waits; each has a contact, some a colleague at work on them, an act, a letter."""
    men = [make_prisoner() for _n in range(20)]
    now, ngos = timezone.now(), [anna.ngo, hrant.ngo]
    sponsors = Sponsor.objects.bulk_create(
        Sponsor(slug=f"s-{n}", name=f"Ville {n // 2}", kind="municipality", country="FR") for n in range(MANY)
    )
    rows = Sponsorship.objects.bulk_create(
        Sponsorship(
            sponsor=sponsor,
            whom="prisoner",
            prisoner=men[n % 20],
            followed_by=ngos[n % 2],
            state="active" if n % 10 else "pending",
            published=bool(n % 10),
            name_consented=True,
            adhered_on=PartialDate(2025),
            date_kind="vote",
            requested_at=now - timedelta(minutes=n),
            confirmed_at=now - timedelta(minutes=n),
        )
        for n, sponsor in enumerate(sponsors)
    )
    Contact.objects.bulk_create(Contact(sponsorship=row, name=f"Aramais {row.pk}") for row in rows[:300])
    Casework.objects.bulk_create(Casework(sponsorship=row, taken_by=anna) for row in rows[:300])
    Act.objects.bulk_create(
        Act(
            sponsorship=row,
            kind="letter",
            happened_on=PartialDate(2026),
            ticket=f"t-{row.pk}",
            reported_at=now,
        )
        for row in rows[:300]
    )
    Letter.objects.bulk_create(
        Letter(key=f"k-{n}", name="received", to="a@example.org", language="fr", written_at=now, tries=9)
        for n in range(300)
    )
    some_events_wait(men, anna)


def some_events_wait(men, user):
    for man in men:
        event = make_event(man, "release", "2026-10-01", confirmed_at=None, from_initial_load=False)
        Event.objects.filter(pk=event.pk).update(recorded_by=user, recorded_ngo=user.ngo)
        make_source()


def queries_of(desk, path):
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(path)
    assert response.status_code == 200
    return len(queries)


def test_no_list_and_not_the_first_page_asks_fifteen_times(many, anna):
    desk = desk_of(anna)
    sponsorships = address("sponsorships_sponsorship", "changelist")
    pages = ["/admin/", *(f"/admin/?whose={whose}" for whose in ("mine", "ngo", "all"))]
    pages += [address(model, "changelist") for model in LISTS]
    pages += [f"{sponsorships}?{query}" for query in NARROWED]
    desk.get("/admin/")

    found = {page: queries_of(desk, page) for page in pages}

    assert {page: number for page, number in found.items() if number >= MOST} == {}
