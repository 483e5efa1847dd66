"""What a sponsor does on its own page: correct, send, report, hand over."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from campaign import letters, removals, revision, tree
from campaign.kit.private import random_name
from campaign.kit.uploads import Kept
from campaign.models import Removal
from sponsorships.letters import tell_the_ngo, write_to_sponsor, write_with_link
from sponsorships.models import Consent, Contact, SecretLink, Sponsorship, digest
from sponsorships.services.erasing import drop_file
from sponsorships.services.moving import locked
from sponsorships.services.signing_up import closest_reader, keep_consents, readers_of


@transaction.atomic
def correct_contact(contact: Contact, **corrected: str) -> None:
    """Everything but the address: that one is confirmed by a letter, as a handover."""
    for name, value in corrected.items():
        setattr(contact, name, value)
    contact.save()


@transaction.atomic
def keep_logo(sponsorship: Sponsorship, kept: Kept, *, now: datetime) -> None:
    """It is shown once staff have seen it; the one before is gone at once."""
    revision.moved()
    sponsor = locked(sponsorship).sponsor
    earlier = sponsor.logo.name
    sponsor.logo_accepted = False
    sponsor.logo.save(random_name("logos", kept.suffix), ContentFile(kept.content), save=False)
    sponsor.save(update_fields=["logo", "logo_accepted"])
    drop_file(earlier)
    tree.take_down(sponsor.slug)
    tell_the_ngo("to_see", sponsorship, now=now)


@transaction.atomic
def keep_deed(sponsorship: Sponsorship, kept: Kept, *, now: datetime) -> None:
    """Never public; a letter says that it has arrived."""
    sponsorship = locked(sponsorship)
    earlier = sponsorship.deed.name
    sponsorship.deed.save(random_name("deeds", kept.suffix), ContentFile(kept.content), save=False)
    sponsorship.deed_sent_at = now
    sponsorship.save(update_fields=["deed", "deed_sent_at"])
    drop_file(earlier)
    tell_the_ngo("to_see", sponsorship, now=now)
    write_with_link("deed_received", sponsorship, now=now, once=f"{now:%Y-%m-%dT%H:%M}")


@transaction.atomic
def hand_over(
    sponsorship: Sponsorship, *, name: str, office: str, email: str, token: str, now: datetime
) -> None:
    """Ask the next person by mail; until the answer nothing changes. A new name replaces the one before."""
    contact = Contact.objects.select_for_update().get(sponsorship=sponsorship)
    contact.next_name, contact.next_office, contact.next_email = name, office, email
    contact.save()
    sponsorship.links.filter(purpose=SecretLink.Purpose.HANDOVER, voided_at=None).update(voided_at=now)
    letter = letters.write(
        "handover",
        key=f"handover {digest(token)[:16]} {sponsorship.pk}",
        to=email,
        language=sponsorship.language,
        context={"token": token},
        now=now,
    )
    SecretLink.objects.create(
        sponsorship=sponsorship, purpose=SecretLink.Purpose.HANDOVER, digest=digest(token), letter=letter
    )


@transaction.atomic
def take_over(link: SecretLink, *, consents: Sequence[Consent], now: datetime) -> None:
    """The next person has agreed: writes are now to that one, and the earlier person is erased."""
    sponsorship = locked(link.sponsorship)
    removals.record(Removal.What.HANDED_OVER, sponsorship.pk)
    contact = Contact.objects.select_for_update().get(sponsorship=sponsorship)
    once = f"{now:%Y-%m-%dT%H:%M:%S}"
    write_to_sponsor("handed_over", sponsorship, now=now, once=once)
    sponsorship.links.filter(voided_at=None).update(voided_at=now)
    contact.name, contact.office, contact.email = contact.next_name, contact.next_office, contact.next_email
    contact.next_name = contact.next_office = contact.next_email = contact.phone = ""
    contact.consents.all().delete()
    contact.consent_version, contact.consented_at = consents[0].version, now
    readers = readers_of(consents)
    if readers and sponsorship.followed_by not in readers:
        sponsorship.followed_by = closest_reader(sponsorship.sponsor, readers=readers)
        sponsorship.save(update_fields=["followed_by"])
    contact.sponsorship = sponsorship
    contact.save()
    keep_consents(contact, consents, now=now)
    write_with_link("link", sponsorship, now=now, once=once)
