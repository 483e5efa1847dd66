"""What staff do to a man's record beyond correcting it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign import revision
from campaign.kit.refusal import Refused
from campaign.models import User
from prisoners.models import FormerSlug, Prisoner


@transaction.atomic
def mark_as_checked(prisoner: Prisoner, *, by: User, now: datetime) -> None:
    """Say that an NGO has verified today what the record holds."""
    if by.ngo is None:
        raise Refused(_("Your account belongs to no NGO: it cannot check a record."))
    revision.moved()
    prisoner.checked_on, prisoner.checked_by_ngo = timezone.localdate(now), by.ngo
    prisoner.save(update_fields=["checked_on", "checked_by_ngo"])


@transaction.atomic
def keep_former_address(prisoner: Prisoner, *, slug: str) -> None:
    """After a change of slug: the old address goes on leading to him."""
    revision.moved()
    FormerSlug.objects.filter(slug=prisoner.slug).delete()
    FormerSlug.objects.update_or_create(slug=slug, defaults={"prisoner": prisoner})
