"""How the desk answers a request: asks, declines, takes a refusal back, hands it to another NGO."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from campaign.kit.refusal import Refused
from campaign.models import Letter, Ngo, User
from sponsorships.letters import tell_the_ngo, write_with_link
from sponsorships.models import Casework, Consent, Contact, MandateCheck, Note, SecretLink, Sponsorship
from sponsorships.services.deciding import entrust
from sponsorships.services.moving import come_back, locked, move

State = Sponsorship.State
HOLD_FOR = timedelta(minutes=30)  # a refusal waits so long in the outbox: until then it can be undone


@transaction.atomic
def decline(
    sponsorship: Sponsorship, *, by: User, now: datetime, reason: str = "", is_told: bool = True
) -> None:
    """Answer no. The letter, if any, waits half an hour, so that `reopen` really undoes it."""
    sponsorship = locked(sponsorship)
    was_confirmed = sponsorship.state == State.PENDING
    move(sponsorship, State.DECLINED, now=now, by=by)
    sponsorship.reason = reason or sponsorship.reason
    sponsorship.save()
    if was_confirmed and is_told:  # we do not write to an address that nobody confirmed
        write_with_link("declined", sponsorship, now=now + HOLD_FOR, reason=sponsorship.reason)


@transaction.atomic
def reopen(sponsorship: Sponsorship) -> None:
    """Undo a refusal: it waits again as before, and the letter that had not left never leaves."""
    sponsorship = locked(sponsorship)
    come_back(sponsorship)
    letter = Letter.objects.select_for_update().filter(key=f"declined {sponsorship.pk}").first()
    if letter and letter.sent_at:
        raise Refused(_("The refusal has already left by mail: write to the sponsor, who may ask again."))
    if letter:
        SecretLink.objects.filter(letter=letter).delete()
        letter.delete()
    sponsorship.save(update_fields=["state", "decided_at", "decided_by"])


@transaction.atomic
def ask(sponsorship: Sponsorship, *, question: str, by: User, now: datetime) -> None:
    """Write a question to the sponsor. His answer comes by mail; the request goes on waiting."""
    sponsorship = locked(sponsorship)
    if sponsorship.state not in (State.PENDING, State.ACTIVE):
        raise Refused(_("A question can be asked while the request waits, or once it is in force."))
    if not Contact.objects.filter(sponsorship=sponsorship).reachable().exists():
        raise Refused(_("There is no mail address to write to."))
    told = {"question": question, "answer_to": by.ngo.email if by.ngo else ""}
    write_with_link("question", sponsorship, now=now, once=f"{now:%Y-%m-%dT%H:%M:%S.%f}", **told)
    Casework.objects.update_or_create(sponsorship=sponsorship, defaults={"asked_at": now})
    note(sponsorship, text=_("Asked: %s") % question, by=by, now=now)


def answered(sponsorship: Sponsorship) -> None:
    """The answer has come by mail: the request no longer stands as asked."""
    Casework.objects.filter(sponsorship=sponsorship).update(asked_at=None)


@transaction.atomic
def give_to_ngo(sponsorship: Sponsorship, *, to: Ngo, word: str, by: User, now: datetime) -> None:
    """Give a sponsorship to another NGO, if the person behind it agreed that this NGO reads it."""
    sponsorship = locked(sponsorship)
    contact = Contact.objects.filter(sponsorship=sponsorship).first()
    consents = Consent.objects.filter(contact=contact) if contact else Consent.objects.none()
    if consents.exists() and not consents.filter(purpose=Consent.Purpose.READ, ngo=to).exists():
        raise Refused(_("This person did not agree that %s reads the request.") % to)
    entrust(sponsorship, to=to)
    sponsorship.followed_by = to
    Casework.objects.filter(sponsorship=sponsorship).update(taken_by=None)
    note(sponsorship, text=_("Handed over to %(ngo)s: %(word)s") % {"ngo": to, "word": word}, by=by, now=now)
    tell_the_ngo("to_read", sponsorship, now=now)


def note(sponsorship: Sponsorship, *, text: str, by: User, now: datetime) -> None:
    Note.objects.create(sponsorship=sponsorship, text=text, written_by=by, written_at=now)


def check_mandate(sponsorship: Sponsorship, *, how: str, found: str, by: User, now: datetime) -> None:
    """Record how the desk made sure that whoever signed may sign."""
    MandateCheck.objects.create(sponsorship=sponsorship, how=how, found=found, checked_by=by, checked_at=now)
