"""Pages cost the same whether the records are few or many."""

from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign import memory, revision
from campaign.kit.partial_dates import PartialDate
from campaign.models import Revision
from prisoners.models import Event, Prisoner
from sponsorships.models import Sponsor, Sponsorship
from tests.factories import (
    LONG_AGO,
    make_ngo,
    make_prisoner,
    make_source,
    make_sponsor,
    make_sponsorship,
)
from tests.sponsorships.typed import TOWN, readers

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/fr/",
    "/fr/campagne/",
    "/fr/contexte/",
    "/fr/prisonniers/",
    "/fr/prisonniers/?q=homme",
    "/fr/prisonniers/?parrainage=sans&tri=duree",
    "/fr/prisonniers/first/",
    "/fr/sans-parrain/",
    "/fr/parrains/",
    "/fr/parrains/first/",
    "/fr/parrainer/?qualite=commune",
    "/fr/qui-sommes-nous/",
    "/fr/mentions-legales/",
    "/sitemap.xml",
]
MOST = 8  # queries on any page
MOST_TO_SIGN_UP = 16  # statements: ten rows or so in one commit, nothing asked that is known
_states = count(1_000, 1_000)


def make_many(men, sponsorships):
    """Rows by the thousand, without their usual company."""
    held = {
        "status": "detained",
        "status_on": PartialDate(2026),
        "captured_on": PartialDate(2023),
        "published": True,
    }
    many = [
        Prisoner(slug=f"m-{n}", name_fr=f"Homme {n}", name_en=f"Man {n}", category="civilian", **held)
        for n in range(men)
    ]
    many = Prisoner.objects.bulk_create(many)
    sponsors = Sponsor.objects.bulk_create(
        Sponsor(slug=f"s-{n}", name=f"Ville {n}", kind="municipality", country="FR")
        for n in range(sponsorships)
    )
    Sponsorship.objects.bulk_create(
        Sponsorship(
            sponsor=sponsor,
            whom="prisoner",
            prisoner=many[n % men],
            state="active",
            published=True,
            name_consented=True,
        )
        for n, sponsor in enumerate(sponsors)
    )
    first = Prisoner.objects.get(slug="first")
    events = Event.objects.bulk_create(
        Event(
            prisoner=first,
            key=f"e-{n}",
            kind="visit",
            happened_on=PartialDate(2024),
            text_fr="x",
            text_en="x",
            recorded_at=LONG_AGO,
            confirmed_at=LONG_AGO,
        )
        for n in range(min(men, 50))
    )
    source = make_source()
    for event in events:
        event.sources.add(source)


@pytest.fixture(autouse=True)
def _figures_are_remembered(db, settings, monkeypatch):
    """As in production, within one second, at a state of its own; but no page fits into one byte."""
    settings.PAGES_IN_MEMORY = 1
    Revision.objects.create(pk=revision.THE_ROW, number=next(_states))
    for module in (revision, memory):
        monkeypatch.setattr(module, "monotonic", lambda: 100.0)
    yield
    revision.watch.known = None
    revision.watch.forget()


def counts(client):
    """Of pages that are made, when the figures of this state of the records are known."""
    revision.moved()
    revision.watch.forget()
    revision.watch.state(at=100.0)
    found = {}
    for address in ADDRESSES:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        found[address] = len(queries)
    return found


@pytest.mark.parametrize(("men", "sponsorships"), [(30, 30), (1_000, 5_000)])
def test_no_page_asks_more_of_the_database_when_there_is_more_in_it(client, men, sponsorships):
    man = make_prisoner(slug="first")
    make_sponsorship(prisoner=man, sponsor=make_sponsor(slug="first"))
    few = counts(client)

    make_many(men, sponsorships)

    assert counts(client) == few
    assert max(few.values()) <= MOST, few


def test_no_page_of_the_real_campaign_asks_more_than_eight_times(client, real_data):
    for address in ADDRESSES:
        if "first" not in address:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            assert len(queries) <= MOST, address


def test_signing_up_costs_few_statements_however_many_have_signed_up(client):
    """A row each of sponsor, promise, contact, letter, link and count, two histories, the boxes ticked."""
    make_prisoner(slug="first")
    for number in range(3):
        make_ngo(position=number)
    make_many(30, 500)
    revision.watch.state(at=100.0)
    for number in range(2):  # the first fills the memory
        typed = TOWN | {"send": "1", "readers": readers(), "ticket": f"t-{number}"}
        with CaptureQueriesContext(connection) as queries:
            assert client.post("/fr/parrainer/", typed).status_code == 302

    assert len(queries) <= MOST_TO_SIGN_UP
    assert Sponsorship.objects.filter(state="unconfirmed").count() == 2


def test_reading_the_form_asks_the_database_nothing_twice(client):
    make_prisoner(slug="first")
    revision.watch.state(at=100.0)
    client.get("/fr/parrainer/?qualite=commune")

    with CaptureQueriesContext(connection) as queries:
        page = client.get("/fr/parrainer/?qualite=commune")

    assert page.status_code == 200
    assert len(queries) == 0
