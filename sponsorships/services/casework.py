"""What the desk does around a sponsorship: takes it up, notes, checks. Nothing here is ever public."""

from datetime import datetime

from django.utils import timezone

from campaign.models import User
from sponsorships.models import Casework, Sponsorship


def take_up(sponsorship: Sponsorship, *, by: User) -> None:
    """Say to the others: it is at my desk."""
    Casework.objects.update_or_create(sponsorship=sponsorship, defaults={"taken_by": by})


def lay_down(sponsorship: Sponsorship) -> None:
    Casework.objects.filter(sponsorship=sponsorship).update(taken_by=None)


def contact_is_right(sponsorship: Sponsorship, *, now: datetime) -> None:
    """After an election or the end of a mandate: whoever is written to is still the one to write to."""
    found = {"contact_checked_on": timezone.localdate(now), "mandate_ends_on": None}
    Casework.objects.update_or_create(sponsorship=sponsorship, defaults=found)
