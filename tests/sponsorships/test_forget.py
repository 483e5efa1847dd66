"""What is kept no longer is erased: the effect, not the intention."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from campaign import letters
from campaign.models import Letter
from sponsorships.models import Contact, SecretLink, Sponsor, Sponsorship
from sponsorships.retention import RULES
from tests.factories import make_prisoner, make_sponsorship

pytestmark = pytest.mark.django_db


def ago(**time):
    return timezone.now() - timedelta(**time)


def unconfirmed(*, requested_at, sent_at=None, **given):
    """A request with the letter that asks to confirm it."""
    request = make_sponsorship(
        state="unconfirmed", email="ada@example.org", requested_at=requested_at, **given
    )
    letter = letters.write(
        "confirm",
        key=f"confirm {request.pk}",
        to="ada@example.org",
        language="fr",
        context={"token": "t"},
        now=requested_at,
    )
    if sent_at:
        Letter.objects.filter(pk=letter.pk).update(sent_at=sent_at, to="", context={})
    SecretLink.objects.create(sponsorship=request, purpose="confirm", digest=str(request.pk), letter=letter)
    return request


def forget(**options):
    printed = StringIO()
    call_command("forget", stdout=printed, **options)
    return printed.getvalue()


@pytest.mark.parametrize(
    ("requested", "sent", "kept"),
    [
        ({"days": 8}, {"days": 6}, True),
        ({"days": 8}, {"days": 7, "hours": 1}, False),
        ({"days": 29}, None, True),
        ({"days": 31}, None, False),
    ],
)
def test_a_request_nobody_confirmed_goes_a_week_after_its_letter_left(requested, sent, kept):
    unconfirmed(requested_at=ago(**requested), sent_at=ago(**sent) if sent else None)

    forget()

    assert Sponsorship.objects.exists() == kept
    assert Contact.objects.exists() == kept
    assert Sponsor.objects.exists() == kept
    assert Letter.objects.exclude(to="").exists() == (kept and sent is None)


@pytest.mark.parametrize(
    ("state", "moment", "days", "kept"),
    [
        ("pending", "confirmed_at", 182, True),
        ("pending", "confirmed_at", 184, False),
        ("declined", "decided_at", 29, True),
        ("declined", "decided_at", 31, False),
        ("active", "decided_at", 4000, True),
    ],
)
def test_a_request_is_kept_for_its_time_and_no_longer(state, moment, days, kept):
    make_sponsorship(state=state, email="ada@example.org", **{moment: ago(days=days)})

    forget()

    assert Sponsorship.objects.exists() == Contact.objects.exists() == kept


def test_of_a_revoked_sponsorship_a_nameless_row_stays():
    make_sponsorship(state="revoked", email="ada@example.org", decided_at=ago(days=31))

    forget()

    assert Sponsorship.objects.exists()
    assert not Contact.objects.exists()


def test_a_sponsor_of_another_man_stays_when_one_request_goes():
    kept = make_sponsorship()
    make_sponsorship(state="declined", sponsor=kept.sponsor, decided_at=ago(days=31))

    forget()

    assert list(Sponsorship.objects.all()) == [kept]


def test_a_dry_run_counts_and_erases_nothing():
    make_sponsorship(state="declined", decided_at=ago(days=31))

    printed = forget(dry_run=True)

    assert "declined: 1" in printed
    assert Sponsorship.objects.exists()


@pytest.mark.parametrize(
    ("freed", "kept"),
    [(ago(days=364), True), (ago(days=367), False), (None, True)],
)
def test_a_contact_goes_a_year_after_the_man_is_free_and_the_sponsorship_stays(freed, kept):
    man = make_prisoner(captured="2020-10-01", freed=f"{freed:%Y-%m-%d}" if freed else "")
    sponsorship = make_sponsorship(prisoner=man, email="ada@example.org")

    forget()

    assert Contact.objects.exists() == kept
    assert Sponsorship.objects.public().get() == sponsorship


def test_a_release_of_which_only_the_year_is_known_counts_from_its_last_day():
    make_sponsorship(
        prisoner=make_prisoner(captured="2020-10-01", freed=str(ago(days=365).year)), email="ada@example.org"
    )

    forget()

    assert Contact.objects.exists()


def test_who_stands_by_another_man_too_is_still_written_to():
    freed = make_prisoner(captured="2020-10-01", freed="2022-01-01")
    sponsor = make_sponsorship(prisoner=freed, email="ada@example.org").sponsor
    make_sponsorship(prisoner=make_prisoner(), sponsor=sponsor)

    forget()

    assert Contact.objects.exists()


def test_the_page_on_data_protection_tells_every_rule():
    told = (settings.BASE_DIR / "docs/data-protection.md").read_text()

    for rule in RULES:
        assert f"| {rule.name} |" in told
