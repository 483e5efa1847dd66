"""What can happen to a sponsorship: one function for each change of the world.

Views, admin and commands call these; nothing else writes sponsorships. `now` and `token`
come from the caller, so that a test can be at any moment and know any link.
"""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign import letters
from campaign.kit.refusal import Refused
from campaign.models import Letter, LoadedRow, Ngo, User
from sponsorships.models import Contact, SecretLink, Sponsor, Sponsorship, digest

# What a stranger can make us send to one address; what is above waits for its turn.
LETTERS_PER_HOUR = 3
HOUR = timedelta(hours=1)


def sign_up(
    sponsorship: Sponsorship, *, sponsor: Sponsor, contact: Contact, token: str, now: datetime
) -> Sponsorship:
    """Record a request and, in the same transaction, the letter that asks to confirm it.

    The sponsorship bears a ticket that its form was given: pressing "send" twice, or going back
    and pressing again, is one request and one letter.
    """
    try:
        with transaction.atomic():
            return save_request(sponsorship, sponsor=sponsor, contact=contact, token=token, now=now)
    except IntegrityError:  # the ticket is taken: the same form was sent before
        return Sponsorship.objects.get(ticket=sponsorship.ticket)


def save_request(
    sponsorship: Sponsorship, *, sponsor: Sponsor, contact: Contact, token: str, now: datetime
) -> Sponsorship:
    sponsor.slug = secrets.token_hex(8)  # its real one is given when it becomes public
    sponsor.save()
    sponsorship.sponsor = sponsor
    sponsorship.followed_by = Ngo.objects.following(
        country=str(sponsor.country), department=sponsor.department
    )
    sponsorship.state, sponsorship.requested_at = Sponsorship.State.UNCONFIRMED, now
    sponsorship.save()
    contact.sponsorship, contact.consented_at = sponsorship, now
    contact.save()
    ask_to_confirm(contact, token=token, now=now)
    return sponsorship


@transaction.atomic
def record_by_hand(sponsorship: Sponsorship, *, by: User, now: datetime) -> None:
    """Enter a request that came on paper: signed already, it waits for an answer like any other."""
    sponsor = sponsorship.sponsor
    if sponsorship.followed_by is None:
        place = {"country": str(sponsor.country), "department": sponsor.department}
        sponsorship.followed_by = Ngo.objects.following(**place) or by.ngo
    if sponsor.kind != Sponsor.Kind.INDIVIDUAL:
        sponsorship.name_consented = True
    sponsorship.state = Sponsorship.State.PENDING
    sponsorship.requested_at = sponsorship.confirmed_at = now
    sponsorship.save()
    if sponsorship.followed_by != by.ngo:
        tell_the_ngo(sponsorship, now=now)


def ask_to_confirm(contact: Contact, *, token: str, now: datetime) -> None:
    """Owe the letter with the link; the address is not asked more often than the limit allows."""
    earlier = Letter.objects.filter(
        pk__in=SecretLink.objects.filter(sponsorship__contact__email=contact.email).values("letter"),
        written_at__gt=now - HOUR,
    ).count()
    letter = letters.write(
        "confirm",
        key=f"confirm {digest(token)}",
        to=contact.email,
        language=contact.sponsorship.language,
        context={"token": token},
        now=now + HOUR * (earlier // LETTERS_PER_HOUR),
    )
    SecretLink.objects.create(
        sponsorship=contact.sponsorship,
        purpose=SecretLink.Purpose.CONFIRM,
        digest=digest(token),
        letter=letter,
    )


@transaction.atomic
def send_link_again(*, email: str, token: str, now: datetime) -> None:
    """Write to the address if its newest request waits to be confirmed. Says nothing to the caller."""
    contact = (
        Contact.objects.filter(email=email, sponsorship__state=Sponsorship.State.UNCONFIRMED)
        .select_related("sponsorship")
        .order_by("-sponsorship__requested_at")
        .first()
    )
    if contact is not None:
        ask_to_confirm(contact, token=token, now=now)


@transaction.atomic
def confirm(link: SecretLink, *, now: datetime) -> Sponsorship:
    """The button was pressed. Pressing again changes nothing, not even the date."""
    sponsorship = Sponsorship.objects.select_for_update().select_related(None).get(pk=link.sponsorship_id)
    if sponsorship.state == Sponsorship.State.UNCONFIRMED:
        sponsorship.state, sponsorship.confirmed_at = Sponsorship.State.PENDING, now
        sponsorship.save(update_fields=["state", "confirmed_at"])
        tell_the_ngo(sponsorship, now=now)
    return sponsorship


def tell_the_ngo(sponsorship: Sponsorship, *, now: datetime) -> None:
    """A request waits at the desk of the NGO that follows its country, if that NGO gave an address."""
    ngo = sponsorship.followed_by
    if ngo is not None and ngo.email:
        letters.write(
            "to_read",
            key=f"to_read {sponsorship.pk}",
            to=ngo.email,
            language="fr",
            context={"number": str(sponsorship.pk)},
            now=now,
        )


@transaction.atomic
def publish(sponsorship: Sponsorship, *, by: User, now: datetime) -> None:
    """Accept a request, and show it with its sponsor's name where that is allowed."""
    sponsorship = locked(sponsorship)
    if sponsorship.state not in (Sponsorship.State.PENDING, Sponsorship.State.ACTIVE):
        raise Refused(_("Only a request that waits for an answer can be published."))
    if sponsorship.whom == Sponsorship.Whom.ANY:
        raise Refused(_("Choose the prisoner before publishing: the sponsor left it to us."))
    if sponsorship.prisoner and not sponsorship.prisoner.published:
        raise Refused(_("This prisoner’s own page is not published."))
    name_in_public(sponsorship)
    first_time = sponsorship.state == Sponsorship.State.PENDING
    sponsorship.state, sponsorship.published = Sponsorship.State.ACTIVE, sponsorship.name_consented
    sponsorship.decided_at, sponsorship.decided_by = now, by
    sponsorship.save()
    if first_time:
        write_to_sponsor("active", sponsorship, now=now)


def name_in_public(sponsorship: Sponsorship) -> None:
    """Give the sponsor its public name and address; a person only if he asked to be named."""
    sponsor = sponsorship.sponsor
    if not sponsorship.name_consented or sponsor.sponsorships.filter(published=True).exists():
        return
    if sponsor.kind == Sponsor.Kind.INDIVIDUAL and not sponsor.name:
        contact = Contact.objects.filter(sponsorship=sponsorship).first()
        if contact is None:
            raise Refused(_("Write this person’s name on the sponsor first."))
        sponsor.name = contact.name
    sponsor.slug = free_slug(sponsor)
    sponsor.save(update_fields=["name", "slug"])


def free_slug(sponsor: Sponsor) -> str:
    """`ville-de-lyon`, or `ville-de-lyon-2` where that is taken."""
    stem = slugify(sponsor.name)[:70] or sponsor.kind
    taken = set(
        Sponsor.objects.exclude(pk=sponsor.pk).filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbered = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def unpublish(sponsorship: Sponsorship) -> None:
    """Hide it from every page at once; it stays in force. One person, one click."""
    Sponsorship.objects.filter(pk=sponsorship.pk).update(published=False)


@transaction.atomic
def decline(sponsorship: Sponsorship, *, by: User, now: datetime) -> None:
    """Answer no; the letter gives the reason that staff wrote on the request."""
    sponsorship = locked(sponsorship)
    if sponsorship.state not in (Sponsorship.State.UNCONFIRMED, Sponsorship.State.PENDING):
        raise Refused(_("Only a request that waits for an answer can be declined."))
    was_confirmed = sponsorship.state == Sponsorship.State.PENDING
    sponsorship.state = Sponsorship.State.DECLINED
    sponsorship.decided_at, sponsorship.decided_by = now, by
    sponsorship.save()
    if was_confirmed:  # we do not write to an address that nobody confirmed
        write_to_sponsor("declined", sponsorship, now=now, reason=sponsorship.reason)


@transaction.atomic
def revoke(sponsorship: Sponsorship, *, by: User, now: datetime) -> None:
    """End a sponsorship in force, for the reason that staff wrote on it. Nothing is sent by itself."""
    sponsorship = locked(sponsorship)
    if sponsorship.state != Sponsorship.State.ACTIVE:
        raise Refused(_("Only a sponsorship in force can be revoked."))
    if not sponsorship.reason:
        raise Refused(_("Write the reason first."))
    sponsorship.state, sponsorship.published = Sponsorship.State.REVOKED, False
    sponsorship.decided_at, sponsorship.decided_by = now, by
    sponsorship.save()


@transaction.atomic
def forget(sponsorship: Sponsorship, *, erases_all: bool = True) -> None:
    """Erase the person behind a request, or the whole request; letters that wait lose what they hold."""
    waiting = Q(pk__in=sponsorship.links.values("letter")) | Q(key__endswith=f" {sponsorship.pk}")
    Letter.objects.filter(waiting, sent_at=None).update(to="", context={}, next_try_at=None)
    Contact.objects.filter(sponsorship=sponsorship).delete()
    # Emptied values also keep a later load from bringing the person back.
    LoadedRow.objects.filter(file="sponsorships.csv", key=sponsorship.key).update(values={})
    if erases_all:
        sponsor = sponsorship.sponsor
        sponsorship.delete()
        if not sponsor.sponsorships.exists():
            sponsor.delete()


def locked(sponsorship: Sponsorship) -> Sponsorship:
    """The row as it is now, held until the transaction ends: two staff do not decide twice."""
    rows = Sponsorship.objects.select_for_update(of=("self",))
    return rows.select_related("sponsor", "prisoner").get(pk=sponsorship.pk)


def write_to_sponsor(name: str, sponsorship: Sponsorship, *, now: datetime, **context: str) -> None:
    """Nobody is written to whose contact is unknown (old records) or was erased."""
    contact = Contact.objects.filter(sponsorship=sponsorship).exclude(email="").first()
    if contact is not None:
        letters.write(
            name,
            key=f"{name} {sponsorship.pk}",
            to=contact.email,
            language=sponsorship.language,
            context=context,
            now=now,
        )
