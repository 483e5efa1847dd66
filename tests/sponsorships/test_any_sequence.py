"""Whatever is done to a sponsorship, in whatever order: what the site promises of it stays true."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.kit.refusal import Refused
from campaign.models import Letter
from sponsorships import services
from sponsorships.models import Contact, SecretLink, Sponsorship
from tests.factories import LONG_AGO, make_event, make_prisoner, make_sponsor, make_sponsorship

pytestmark = pytest.mark.django_db

GESTURES = {
    "confirm": lambda it, by, now: services.confirm(SecretLink(sponsorship=it), now=now),
    "publish": lambda it, by, now: services.publish(it, by=by, now=now),
    "unpublish": lambda it, by, now: services.unpublish(it),
    "decline": lambda it, by, now: services.decline(it, by=by, now=now),
    "revoke": lambda it, by, now: services.revoke(it, by=by, now=now),
    "withdraw": lambda it, by, now: services.withdraw(it, now=now),
    "forget": lambda it, by, now: services.forget(it, erases_all=False),
    "free": lambda it, by, now: make_event(it.prisoner, "release", "2026-03-01"),
    "link": lambda it, by, now: services.send_link_again(email="ada@example.org", now=now),
}


def stays_true(pk):
    sponsorship = Sponsorship.objects.with_fulfilment().select_related("sponsor", "prisoner").get(pk=pk)
    if sponsorship.published:
        assert sponsorship.state == "active"
        assert sponsorship.name_consented
        assert sponsorship.sponsor.name
    assert sponsorship.fulfilled == (sponsorship.state == "active" and sponsorship.prisoner.is_freed)
    if sponsorship.state == "withdrawn":
        assert not Contact.objects.filter(sponsorship=sponsorship).exists()
        assert sponsorship.sponsor.name == ""
    if sponsorship.state == "unconfirmed":
        assert not Letter.objects.filter(key=f"active {pk}").exists()
    assert not Letter.objects.values("key").annotate(times=Count("pk")).filter(times__gt=1).exists()
    assert set(Sponsorship.objects.public()) <= set(
        Sponsorship.objects.filter(published=True, state="active")
    )


@given(gestures=st.lists(st.sampled_from(sorted(GESTURES)), max_size=8), named=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_gestures_breaks_a_promise(anna, gestures, named):
    with transaction.atomic():
        sponsor = make_sponsor(kind="individual", name="")
        sponsorship = make_sponsorship(
            prisoner=make_prisoner(),
            sponsor=sponsor,
            state="unconfirmed",
            name_consented=named,
            requested_at=LONG_AGO,
            email="ada@example.org",
            reason="A reason.",
        )
        for n, gesture in enumerate(gestures, start=1):
            now = LONG_AGO + timedelta(hours=n)
            try:
                with transaction.atomic():
                    GESTURES[gesture](Sponsorship.objects.get(pk=sponsorship.pk), anna, now)
            except Refused:
                pass  # said to the person at the desk, and nothing was done
            stays_true(sponsorship.pk)
        transaction.set_rollback(True)
