"""Who looked at a contact is noted, read by coordinators, and forgotten after two years."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from campaign.models import Access, Role
from tests.desk import address, desk_of
from tests.factories import make_sponsorship, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(covcas):
    sponsorship = make_sponsorship(followed_by=covcas, email="ada@example.org")
    return address("sponsorships_sponsorship", "change", sponsorship.pk)


def test_whoever_opens_a_contact_is_noted_and_whoever_may_not_see_it_is_not(page, anna, hrant):
    desk_of(hrant).get(page)
    desk_of(anna).get(page)

    assert [(look.user, look.ngo) for look in Access.objects.distinct()] == [(anna, anna.ngo)]


def test_coordinators_read_the_log_and_nobody_writes_in_it(page, anna, covcas):
    desk_of(anna).get(page)
    look = Access.objects.get()
    worker = make_user(ngo=covcas, role=Role.MODERATOR)

    assert "anna" in desk_of(anna).get(address("campaign_access", "changelist")).text
    assert desk_of(worker).get(address("campaign_access", "changelist")).status_code == 403
    assert (
        desk_of(anna).post(address("campaign_access", "delete", look.pk), {"post": "yes"}).status_code == 403
    )
    assert (
        desk_of(anna).post(address("campaign_access", "change", look.pk), {"reason": "x"}).status_code == 403
    )


def test_the_log_is_forgotten_after_two_years(page, anna):
    desk_of(anna).get(page)
    Access.objects.update(seen_at=timezone.now() - timedelta(days=731))

    call_command("forget")

    assert not Access.objects.exists()


@pytest.mark.parametrize("model", ["sponsorships_sponsorship", "sponsorships_sponsor", "campaign_user"])
def test_a_search_of_a_list_of_persons_is_noted_without_its_words(model, anna):
    desk_of(anna).get(address(model, "changelist"), {"q": "Zabel Mirzoyan"})

    look = Access.objects.get()
    assert (look.user, look.ngo, look.what, look.records) == (
        anna,
        anna.ngo,
        "searched",
        model.replace("_", "."),
    )
    assert "Zabel" not in str(Access.objects.values().get())


def test_a_list_that_is_only_opened_or_tells_of_nobody_is_not_noted(anna):
    desk_of(anna).get(address("sponsorships_sponsorship", "changelist"), {"state__exact": "pending"})
    desk_of(anna).get(address("campaign_source", "changelist"), {"q": "Zabel"})

    assert not Access.objects.exists()


def test_an_export_says_what_it_is_for_and_is_noted_with_the_number_of_lines(page, anna):
    path = address("sponsorships_sponsorship", "export")

    refused = desk_of(anna).post(path, {"kind": "csv"})
    given = desk_of(anna).post(path, {"kind": "csv", "reason": "The meeting of the mayors"})

    look = Access.objects.get()
    assert "This field is required" in refused.text
    assert given.headers["Content-Disposition"].startswith("attachment")
    assert (look.user, look.what, look.records) == (anna, "exported", "sponsorships.sponsorship: 1")
    assert look.reason == "The meeting of the mayors"
