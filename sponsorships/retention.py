"""How long a request is kept: the one table, and the query that each of its lines is.

The privacy page says the same (data/texts/privacy.*.md). What is personal is in the contact.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sponsorships.models import SecretLink, Sponsorship

State = Sponsorship.State


@dataclass(frozen=True)
class Rule:
    """Requests in this state are erased once they are past; `erases_all` false keeps a nameless row."""

    name: str
    state: str
    past: Callable[[datetime], Q]
    erases_all: bool = True

    def due(self, *, now: datetime) -> QuerySet[Sponsorship]:
        due = Sponsorship.objects.filter(self.past(now), state=self.state)
        return due if self.erases_all else due.filter(contact__isnull=False)


def letter_left_long_ago(now: datetime) -> Q:
    """A week after the newest letter with a link left, or a month where none ever could."""
    lately = SecretLink.objects.filter(letter__sent_at__gt=now - timedelta(days=7))
    ever = SecretLink.objects.filter(letter__sent_at__isnull=False)
    left = Q(pk__in=ever.values("sponsorship")) & ~Q(pk__in=lately.values("sponsorship"))
    never = ~Q(pk__in=ever.values("sponsorship")) & Q(requested_at__lt=now - timedelta(days=30))
    return left | never


RULES = [
    Rule("never confirmed", State.UNCONFIRMED, letter_left_long_ago),
    Rule("never answered", State.PENDING, lambda now: Q(confirmed_at__lt=now - timedelta(days=183))),
    Rule("declined", State.DECLINED, lambda now: Q(decided_at__lt=now - timedelta(days=30))),
    Rule("revoked", State.REVOKED, lambda now: Q(decided_at__lt=now - timedelta(days=30)), erases_all=False),
]
