"""What strangers ask us to correct or to hide: put before the three NGOs, and dealt with."""

from datetime import datetime

from django.db import transaction

from campaign import letters
from campaign.models import Ngo, User
from prisoners.models import Correction

ASKED = ["wish", "prisoner", "words", "email", "language", "received_at"]


@transaction.atomic
def ask_to_correct(correction: Correction, *, now: datetime) -> None:
    """Put somebody's words before the three NGOs. Their mailboxes learn that some wait, and no more.

    Pressing twice is once, and an NGO is written to once an hour, whatever the number of requests.
    """
    correction.received_at = now
    given = {name: getattr(correction, name) for name in ASKED}
    Correction.objects.get_or_create(ticket=correction.ticket, defaults=given)
    for ngo in Ngo.objects.exclude(email=""):
        key = f"to_correct {ngo.slug} {now:%Y-%m-%d %H}"
        letters.write("to_correct", key=key, to=ngo.email, language="fr", context={}, now=now)


@transaction.atomic
def deal_with_correction(correction: Correction, *, by: User, now: datetime) -> None:
    """Somebody has answered, or seen that nothing is to be done. Doing it again changes nothing."""
    waiting = Correction.objects.filter(pk=correction.pk, dealt_with_at=None)
    waiting.update(dealt_with_at=now, dealt_with_by=by)
