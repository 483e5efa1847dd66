"""From a form or a sheet of paper to a request that waits for an answer."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from campaign import letters
from campaign.models import Letter, Ngo, User, closest
from sponsorships.letters import tell_the_ngo, write_with_link
from sponsorships.models import Consent, Contact, SecretLink, Sponsor, Sponsorship, Undertaking, digest
from sponsorships.services.moving import move

# What a stranger can make us send to one address; what is above waits for its turn.
LETTERS_PER_HOUR = 3
HOUR = timedelta(hours=1)
ASKED = "link_asked"  # no letter: an address that somebody typed
State = Sponsorship.State


@dataclass(frozen=True)
class SignedForm:
    """What a visitor has typed and agreed to, not yet saved."""

    sponsor: Sponsor
    sponsorship: Sponsorship
    contact: Contact
    undertakings: Sequence[Undertaking]
    consents: Sequence[Consent]

    @property
    def readers(self) -> list[Ngo]:
        return readers_of(self.consents)


def sign_up(signed: SignedForm, *, token: str, now: datetime) -> Sponsorship:
    """Record a request and, in the same transaction, the letter that asks to confirm it.

    The sponsorship bears a ticket that its form was given: pressing "send" twice, or going back
    and pressing again, is one request and one letter.
    """
    try:
        with transaction.atomic():
            return save_request(signed, token=token, now=now)
    except IntegrityError:
        earlier = Sponsorship.objects.filter(ticket=signed.sponsorship.ticket).first()
        if earlier is None:  # not the ticket was taken, and nothing was kept
            raise
        return earlier  # the same form was sent before


def save_request(signed: SignedForm, *, token: str, now: datetime) -> Sponsorship:
    sponsor, sponsorship, contact = signed.sponsor, signed.sponsorship, signed.contact
    sponsor.slug = secrets.token_hex(8)  # its real one is given when it becomes public
    sponsor.save()
    sponsorship.sponsor = sponsor
    sponsorship.followed_by = closest_reader(sponsor, readers=signed.readers)
    sponsorship.state, sponsorship.requested_at = State.UNCONFIRMED, now
    sponsorship.save()
    earlier = letters_of_the_hour(contact.email, now=now)
    contact.sponsorship, contact.consented_at = sponsorship, now
    contact.save()
    for undertaking in signed.undertakings:
        undertaking.sponsorship = sponsorship
    Undertaking.objects.bulk_create(signed.undertakings)
    keep_consents(contact, signed.consents, now=now)
    ask_to_confirm(contact, token=token, earlier=earlier, now=now)
    return sponsorship


def keep_consents(contact: Contact, consents: Sequence[Consent], *, now: datetime) -> None:
    for consent in consents:
        consent.contact, consent.given_at = contact, now
    Consent.objects.bulk_create(consents)


def readers_of(consents: Iterable[Consent]) -> list[Ngo]:
    return [consent.ngo for consent in consents if consent.ngo]


def closest_reader(sponsor: Sponsor, *, readers: Sequence[Ngo]) -> Ngo | None:
    """Of those that may read it, the NGO that follows the place; where none does, the first of them."""
    place = {"country": str(sponsor.country), "department": sponsor.department}
    return closest(readers, **place) or next(iter(readers), None)


@transaction.atomic
def record_by_hand(sponsorship: Sponsorship, *, by: User, now: datetime) -> None:
    """Enter a request that came on paper: signed already, it waits for an answer like any other."""
    sponsor = sponsorship.sponsor
    if sponsorship.followed_by is None:
        place = {"country": str(sponsor.country), "department": sponsor.department}
        sponsorship.followed_by = Ngo.objects.following(**place) or by.ngo
    if sponsor.kind != Sponsor.Kind.INDIVIDUAL:
        sponsorship.name_consented = True
    sponsorship.requested_at = now
    move(sponsorship, State.PENDING, now=now)
    sponsorship.save()
    if sponsorship.followed_by != by.ngo:
        tell_the_ngo("to_read", sponsorship, now=now)


def renew_link(sponsorship: Sponsorship, *, now: datetime) -> None:
    """A new link to its own page; whoever holds an earlier one holds nothing."""
    sponsorship.links.filter(purpose=SecretLink.Purpose.OWN_PAGE, voided_at=None).update(voided_at=now)
    write_with_link("link", sponsorship, now=now, once=f"{now:%Y-%m-%dT%H:%M:%S.%f}")


def letters_of_the_hour(email: str, *, now: datetime) -> int:
    """How many a stranger has caused to be written to this address."""
    mine = list(Contact.objects.with_email(email).values_list("sponsorship", flat=True))
    if not mine:  # as of most who sign up
        return 0
    links = SecretLink.objects.filter(sponsorship__in=mine)
    caused = Letter.objects.filter(name__in=["confirm", "link"], written_at__gt=now - HOUR)
    return caused.filter(pk__in=links.values("letter")).count()


def ask_to_confirm(contact: Contact, *, token: str, earlier: int, now: datetime) -> None:
    """Owe the letter with the link, later the more `earlier` ones this hour has brought to the address."""
    letter = letters.new(
        "confirm",
        key=f"confirm {digest(token)}",
        to=contact.email,
        language=contact.sponsorship.language,
        context={"token": token},
        now=now + HOUR * (earlier // LETTERS_PER_HOUR),
    )
    letter.save()
    SecretLink.objects.create(
        sponsorship=contact.sponsorship,
        purpose=SecretLink.Purpose.CONFIRM,
        digest=digest(token),
        letter=letter,
    )


def ask_for_link(*, email: str, now: datetime) -> None:
    """Lay any address, known or not, before the worker: so the answer takes as long for each.

    It waits among the letters, sealed as they are, and is due only after a day: a worker of the
    release before, which knows no such letter, leaves it alone.
    """
    Letter.objects.create(
        key=f"{ASKED} {secrets.token_hex(16)}",
        name=ASKED,
        to=email,
        language="fr",
        written_at=now,
        next_try_at=now + timedelta(days=1),
    )


def answer_those_who_asked(*, now: datetime) -> None:
    """The worker's part: look up each address that asked, and forget that it asked."""
    for pk in Letter.objects.filter(name=ASKED, sent_at=None).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            asked = Letter.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if asked is not None:  # no other worker has it
                send_link_again(email=asked.to, now=now)
                asked.delete()


@transaction.atomic
def send_link_again(*, email: str, now: datetime) -> None:
    """Write to the address if a request waits to be confirmed, or if a sponsorship has its own page.

    The newest link is the only one that then works; above the limit there is none, so that a
    stranger who asks and asks locks nobody out.
    """
    contacts = Contact.objects.with_email(email).select_related("sponsorship")
    newest_first = contacts.order_by("-sponsorship__requested_at", "-pk")
    waiting = newest_first.filter(sponsorship__state=State.UNCONFIRMED).first()
    if waiting is not None:
        earlier = letters_of_the_hour(email, now=now)
        ask_to_confirm(waiting, token=secrets.token_urlsafe(24), earlier=earlier, now=now)
    room = max(LETTERS_PER_HOUR - letters_of_the_hour(email, now=now), 0)
    for contact in newest_first.exclude(sponsorship__state=State.UNCONFIRMED)[:room]:
        renew_link(contact.sponsorship, now=now)


@transaction.atomic
def confirm(link: SecretLink, *, now: datetime) -> Sponsorship:
    """The button was pressed. Pressing again changes nothing, not even the date."""
    sponsorship = Sponsorship.objects.select_for_update().select_related(None).get(pk=link.sponsorship_id)
    if sponsorship.state == State.UNCONFIRMED:
        move(sponsorship, State.PENDING, now=now)
        sponsorship.save(update_fields=["state", "confirmed_at"])
        tell_the_ngo("to_read", sponsorship, now=now)
        write_with_link("received", sponsorship, now=now)
    return sponsorship
