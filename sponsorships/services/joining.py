"""Two records of one sponsor become one, and part again when that was wrong."""

from django.db import transaction
from django.utils.translation import gettext as _

from campaign import revision, tree
from campaign.kit.refusal import Refused
from sponsorships.models import Casework, Sponsor, Sponsorship
from sponsorships.services.moving import locked

FILLED = ["country", "department", "town", "website", "registration"]


@transaction.atomic
def join(sponsorship: Sponsorship, *, into: Sponsor) -> None:
    """Move it to the sponsor who already exists. The record it was signed under stays, for `part`.

    One record can be kept so, with its address: who was joined before is parted first.
    """
    revision.moved()
    sponsorship = locked(sponsorship)
    duplicate = sponsorship.sponsor
    if duplicate.pk == into.pk:
        raise Refused(_("It stands under this sponsor already."))
    if duplicate.kind != into.kind:
        raise Refused(_("These two are not of one kind: correct the kind of one of them first."))
    casework, _is_new = Casework.objects.get_or_create(sponsorship=sponsorship)
    if casework.joined_from_id is not None:
        raise Refused(_("It was joined to another sponsor before: part them again first."))
    if sponsorship.published:
        tree.take_down(duplicate.slug)
    casework.joined_from = duplicate
    casework.save(update_fields=["joined_from"])
    sponsorship.sponsor = into
    sponsorship.save(update_fields=["sponsor"])
    gaps = [name for name in FILLED if not getattr(into, name) and getattr(duplicate, name)]
    if into.latitude is None and duplicate.latitude is not None:
        gaps += ["latitude", "longitude"]
    for name in gaps:
        setattr(into, name, getattr(duplicate, name))
    into.save(update_fields=[*gaps, "host"])


@transaction.atomic
def part(sponsorship: Sponsorship) -> None:
    """Undo a joining: it goes back under the record it was signed under."""
    revision.moved()
    sponsorship = locked(sponsorship)
    casework = Casework.objects.select_related("joined_from").filter(sponsorship=sponsorship).first()
    if casework is None or casework.joined_from is None:
        raise Refused(_("It was not joined to another sponsor."))
    tree.take_down(sponsorship.sponsor.slug)
    sponsorship.sponsor = casework.joined_from
    sponsorship.save(update_fields=["sponsor"])
    casework.joined_from = None
    casework.save(update_fields=["joined_from"])
