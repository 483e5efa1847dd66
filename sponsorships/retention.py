"""How long a request is kept: the one table, and the query that each of its lines is.

The privacy page says the same (data/texts/privacy.*.md). What is personal is in the contact.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from prisoners.models import Prisoner
from sponsorships.models import SecretLink, Sponsorship

State = Sponsorship.State


@dataclass(frozen=True)
class Rule:
    """Requests in this state are erased once they are past; `erases_all` false keeps a nameless row."""

    name: str
    state: str
    past: Callable[[datetime], Q]
    erases_all: bool = True
    contact_only: bool = False  # what its sponsor did stays: the sponsorship is in force

    def due(self, *, now: datetime) -> QuerySet[Sponsorship]:
        due = Sponsorship.objects.filter(self.past(now), state=self.state)
        return due if self.erases_all and not self.contact_only else due.filter(contact__isnull=False)


def letter_left_long_ago(now: datetime) -> Q:
    """A week after the newest letter with a link left, or a month where none ever could."""
    lately = SecretLink.objects.filter(letter__sent_at__gt=now - timedelta(days=7))
    ever = SecretLink.objects.filter(letter__sent_at__isnull=False)
    left = Q(pk__in=ever.values("sponsorship")) & ~Q(pk__in=lately.values("sponsorship"))
    never = ~Q(pk__in=ever.values("sponsorship")) & Q(requested_at__lt=now - timedelta(days=30))
    return left | never


def freed_long_ago(now: datetime) -> Q:
    """The man is free for a year, on the latest day that his date allows; its sponsor stands by no other."""
    day = timezone.localdate(now - timedelta(days=365))
    whole, before = Q(prisoner__status_on__lt=day.isoformat()), Q(prisoner__status_on__lt=str(day.year))
    still = Sponsorship.objects.active().exclude(prisoner__status=Prisoner.Status.RELEASED)
    stands_by_another = Exists(still.filter(sponsor=OuterRef("sponsor")))
    exact = Q(prisoner__status_on__regex=r"^.{10}$")
    free = Q(prisoner__status=Prisoner.Status.RELEASED) & (exact & whole | before)
    return free & ~Q(stands_by_another)


RULES = [
    Rule("never confirmed", State.UNCONFIRMED, letter_left_long_ago),
    Rule("never answered", State.PENDING, lambda now: Q(confirmed_at__lt=now - timedelta(days=183))),
    Rule("declined", State.DECLINED, lambda now: Q(decided_at__lt=now - timedelta(days=30))),
    Rule("revoked", State.REVOKED, lambda now: Q(decided_at__lt=now - timedelta(days=30)), erases_all=False),
    Rule("freed, a year ago", State.ACTIVE, freed_long_ago, contact_only=True),
]
