"""How a sponsorship ends at its sponsor’s wish, and how the person behind it is erased."""

import secrets
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q

from campaign import letters, removals, revision, tree
from campaign.kit.private import private_files
from campaign.models import Behind, Letter, LoadedRow, Removal
from sponsorships.models import Contact, Sponsor, Sponsorship
from sponsorships.services.moving import MAY_BECOME, locked, move

State = Sponsorship.State
WRITTEN_ABOUT = ["note_fr", "note_en", "vote_result", "transmission_number", "proof_url"]


@transaction.atomic
def withdraw(sponsorship: Sponsorship, *, now: datetime, says: str = "withdrawn") -> None:
    """End it at its sponsor’s wish: hidden and erased at once, but for a row that names nobody.

    A last letter says so; every link to the sponsorship stops working. Doing it again changes nothing.
    """
    revision.moved()
    sponsorship = locked(sponsorship)
    if State.WITHDRAWN not in MAY_BECOME[sponsorship.state]:
        return
    contact = Contact.objects.filter(sponsorship=sponsorship).reachable().first()
    forget(sponsorship, erases_all=False)
    sponsorship.refresh_from_db()
    sponsorship.links.all().delete()
    removals.record(Removal.What.WITHDRAWAL, sponsorship.pk)
    move(sponsorship, State.WITHDRAWN, now=now)
    sponsorship.published = False
    sponsorship.save()
    erase_public_name(sponsorship.sponsor)
    if contact is not None:
        language, key = sponsorship.language, f"{says} {sponsorship.pk}"
        letters.write(says, key=key, to=contact.email, language=language, context={}, now=now)


@transaction.atomic
def erase(sponsorship: Sponsorship, *, now: datetime) -> None:
    """End it where it is not ended, and forget the certificate too: its code is then as unknown as any."""
    withdraw(sponsorship, now=now, says="erased")
    sponsorship = locked(sponsorship)
    if Contact.objects.filter(sponsorship=sponsorship).exists():  # it had ended before
        forget(sponsorship, erases_all=False)
        sponsorship.links.all().delete()
        erase_public_name(sponsorship.sponsor)
    removals.record(Removal.What.ERASURE, sponsorship.pk)
    Sponsorship.objects.filter(pk=sponsorship.pk).update(code=None)


def erase_public_name(sponsor: Sponsor) -> None:
    """A person whose last sponsorship has ended bears no name here, nor in an address."""
    may_stay = sponsor.sponsorships.filter(state__in=[State.PENDING, State.ACTIVE]).exists()
    if sponsor.kind == Sponsor.Kind.INDIVIDUAL and not may_stay:
        sponsor.name, sponsor.town, sponsor.website = "", "", ""
        sponsor.latitude = sponsor.longitude = None
        sponsor.slug = secrets.token_hex(8)
    if not may_stay:
        drop_file(sponsor.logo.name)
        sponsor.logo, sponsor.logo_accepted = "", False
        sponsor.save()
    if sponsor.kind == Sponsor.Kind.INDIVIDUAL and not may_stay:
        sponsor.history.all().delete()  # the name stood in it


def erase_what_was_sent(sponsorship: Sponsorship) -> None:
    """Files with a signature or a face on them, and words that were typed; what was undertaken stays."""
    drop_file(sponsorship.deed.name)
    for act in sponsorship.acts.all():
        drop_file(act.picture.name)
    sponsorship.acts.all().delete()
    sponsorship.deed, sponsorship.deed_sent_at = "", None
    sponsorship.message = sponsorship.motive = sponsorship.twinning = sponsorship.staff_notes = ""
    sponsorship.save()


def erase_traces(sponsorship: Sponsorship) -> None:
    """What the past, the log of the desk and its list of texts to read again still say of a person."""
    nothing = dict.fromkeys(WRITTEN_ABOUT, "")
    Sponsorship.history.filter(id=sponsorship.pk).update(**nothing)
    Sponsorship.objects.filter(pk=sponsorship.pk).update(**nothing)
    for model, number in ((Sponsorship, sponsorship.pk), (Sponsor, sponsorship.sponsor_id)):
        kind = ContentType.objects.get_for_model(model)
        LogEntry.objects.filter(content_type=kind, object_id=str(number)).update(object_repr="")
        Behind.objects.filter(of=model._meta.label_lower, row=number).delete()


def drop_file(name: str | None) -> None:
    """After the commit: what a rolled-back transaction still needs is not thrown away."""
    if name:
        transaction.on_commit(lambda: private_files().delete(name), robust=True)


@transaction.atomic
def forget_contact(sponsorship: Sponsorship) -> None:
    """Erase whom to write to; what is public of a sponsorship in force stays. Its links open nothing then."""
    waiting = Q(pk__in=sponsorship.links.values("letter")) | Q(key__endswith=f" {sponsorship.pk}")
    Letter.objects.filter(waiting, sent_at=None).update(to="", context={}, next_try_at=None)
    Contact.objects.filter(sponsorship=sponsorship).delete()
    sponsorship.links.all().delete()


@transaction.atomic
def forget(sponsorship: Sponsorship, *, erases_all: bool = True) -> None:
    """Erase the person behind a request, or the whole request; letters that wait lose what they hold."""
    revision.moved()
    tree.take_down(sponsorship.sponsor.slug)
    waiting = Q(pk__in=sponsorship.links.values("letter")) | Q(key__endswith=f" {sponsorship.pk}")
    Letter.objects.filter(waiting, sent_at=None).update(to="", context={}, next_try_at=None)
    Contact.objects.filter(sponsorship=sponsorship).delete()
    erase_what_was_sent(sponsorship)
    sponsorship.notes.all().delete()
    sponsorship.mandate_checks.all().delete()
    what = Removal.What.SPONSORSHIP if erases_all else Removal.What.CONTACT
    removals.record(what, sponsorship.pk)
    # Emptied values also keep a later load from bringing the person back.
    LoadedRow.objects.filter(file="sponsorships.csv", key=sponsorship.key).update(values={})
    if erases_all or sponsorship.sponsor.kind == Sponsor.Kind.INDIVIDUAL:
        erase_traces(sponsorship)
    if not erases_all:
        sponsorship.refresh_from_db()
        erase_public_name(sponsorship.sponsor)
    if erases_all:
        sponsor, number = sponsorship.sponsor, sponsorship.pk
        sponsorship.delete()
        Sponsorship.history.filter(id=number).delete()
        if not sponsor.sponsorships.exists():
            drop_file(sponsor.logo.name)
            number = sponsor.pk
            sponsor.delete()
            Sponsor.history.filter(id=number).delete()
