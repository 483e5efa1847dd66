"""Every way from one state to another: the legal ones go through, the others are refused, by the database too."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.models import Letter
from sponsorships import services
from sponsorships.models import SecretLink, Sponsorship, digest
from tests.factories import LONG_AGO, make_sponsorship

pytestmark = pytest.mark.django_db

STATES = Sponsorship.State.values

# Written out, not read from the code: each of these ways is open, and no other.
LEGAL = {
    ("unconfirmed", "pending"),
    ("unconfirmed", "declined"),
    ("pending", "active"),
    ("pending", "declined"),
    ("pending", "withdrawn"),
    ("active", "withdrawn"),
    ("active", "revoked"),
}


def confirm(request, _by):
    letter = Letter.objects.create(key="k", name="confirm", language="fr", written_at=timezone.now())
    link = SecretLink.objects.create(
        sponsorship=request, purpose="confirm", digest=digest("t"), letter=letter
    )
    services.confirm(link, now=timezone.now())


def by_staff(service):
    def act(request, by):
        service(request, by=by, now=timezone.now())

    return act


# What brings a sponsorship into each state.
GESTURES = {
    "pending": confirm,
    "active": by_staff(services.publish),
    "declined": by_staff(services.decline),
    "revoked": by_staff(services.revoke),
    "withdrawn": lambda request, _by: services.withdraw(request, now=timezone.now()),
}


@pytest.mark.parametrize("to", GESTURES)
@pytest.mark.parametrize("state", STATES)
def test_a_sponsorship_goes_where_it_may_and_nowhere_else(anna, state, to):
    request = make_sponsorship(state=state, email="ada@example.org", reason="Pour la raison dite.")

    try:
        GESTURES[to](request, anna)
    except services.Refused:
        refused = True
    else:
        refused = False

    request.refresh_from_db()
    is_legal = (state, to) in LEGAL
    assert request.state == (to if is_legal else state)
    # Publishing what is in force shows it again; sponsors may press twice without being scolded.
    assert refused == (
        not is_legal and to in ("active", "declined", "revoked") and (state, to) != ("active", "active")
    )


@pytest.mark.parametrize("state", STATES)
def test_only_a_refusal_is_taken_back(state):
    request = make_sponsorship(state=state)
    before = request.confirmed_at

    if state == "declined":
        services.reopen(request)
    else:
        with pytest.raises(services.Refused):
            services.reopen(request)

    request.refresh_from_db()
    assert request.state == ("pending" if state == "declined" else state)
    assert request.confirmed_at == before


@pytest.mark.parametrize(
    ("state", "wrong"),
    [
        ("unconfirmed", {"confirmed_at": LONG_AGO}),
        ("unconfirmed", {"decided_at": LONG_AGO}),
        ("unconfirmed", {"published": True}),
        ("unconfirmed", {"code": "23456789ABCDEFGHJK"}),
        ("pending", {"confirmed_at": None}),
        ("pending", {"decided_at": LONG_AGO}),
        ("pending", {"published": True}),
        ("pending", {"code": "23456789ABCDEFGHJK"}),
        ("pending", {"confirmed_at": LONG_AGO - timedelta(days=1)}),
        ("active", {"whom": "any"}),
        ("active", {"whom": "prisoner"}),
        ("active", {"name_consented": False}),
        ("active", {"adhered_on": "2025-05-01", "date_kind": ""}),
        ("active", {"date_kind": "signature", "signed_on": "2025-06-01"}),
        ("active", {"date_kind": "signature", "vote_result": "unanimous"}),
        ("active", {"date_kind": "signature", "transmission_number": "069-1"}),
        ("active", {"adhered_on": "", "vote_result": "unanimous"}),
        ("active", {"deed": "deeds/x.pdf"}),
        ("declined", {"decided_at": None}),
        ("declined", {"code": "23456789ABCDEFGHJK"}),
        ("withdrawn", {"decided_at": None}),
        ("revoked", {"decided_at": None}),
        ("revoked", {"reason": ""}),
        ("revoked", {"published": True}),
        ("fulfilled", {}),
    ],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(state, wrong):
    request = make_sponsorship(state=state if state in STATES else "active")
    wrong = wrong if state in STATES else {"state": state}

    with pytest.raises(IntegrityError), transaction.atomic():
        Sponsorship.objects.filter(pk=request.pk).update(**wrong)


def test_the_date_is_that_of_the_vote_whenever_the_deed_was_signed():
    request = make_sponsorship(date_kind="vote", adhered_on="2026-03-02", signed_on="2026-04-01")

    request.refresh_from_db()
    assert (str(request.voted_on), str(request.adhered_on), str(request.signed_on)) == (
        "2026-03-02", "2026-03-02", "2026-04-01",
    )  # fmt: skip
