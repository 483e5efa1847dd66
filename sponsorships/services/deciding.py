"""What staff decide on a request, and on a sponsorship in force."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaign import removals, revision, translations, tree
from campaign.kit.refusal import Refused
from campaign.kit.sealing import reseal
from campaign.models import Ngo, Removal, User
from sponsorships.letters import write_with_link
from sponsorships.models import Act, Casework, Contact, MandateCheck, Note, Sponsor, Sponsorship
from sponsorships.services.moving import locked, move

State = Sponsorship.State
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 of them: 5 bits each
CODE_LENGTH = 18


@transaction.atomic
def publish(sponsorship: Sponsorship, *, by: User, now: datetime) -> None:
    """Accept a request, and show it with its sponsor's name where that is allowed."""
    revision.moved()
    sponsorship = locked(sponsorship)
    if sponsorship.whom == Sponsorship.Whom.ANY:
        raise Refused(_("Choose the prisoner before publishing: the sponsor left it to us."))
    if sponsorship.prisoner and not sponsorship.prisoner.published:
        raise Refused(_("This prisoner’s own page is not published."))
    translations.refuse_if_behind(sponsorship)
    first_time = sponsorship.state != State.ACTIVE
    if sponsorship.state == State.PENDING and waits_for_a_second(sponsorship, by=by):
        return
    if first_time:
        move(sponsorship, State.ACTIVE, now=now, by=by)
        sponsorship.code = new_code()
    name_in_public(sponsorship)
    sponsorship.published = sponsorship.name_consented
    sponsorship.save()
    if first_time:
        write_with_link("active", sponsorship, now=now, page=public_page(sponsorship))


def public_page(sponsorship: Sponsorship) -> str:
    """In its sponsor's language; nothing where the sponsor is not named."""
    with translation.override(sponsorship.language):
        return sponsorship.sponsor.get_absolute_url() if sponsorship.published else ""


def waits_for_a_second(sponsorship: Sponsorship, *, by: User) -> bool:
    """A municipality is published with its proof recorded, or else by two persons."""
    has_proof = sponsorship.proof_url or sponsorship.deed
    if has_proof or sponsorship.sponsor.kind != Sponsor.Kind.MUNICIPALITY:
        return False
    casework, _made = Casework.objects.select_for_update().get_or_create(sponsorship=sponsorship)
    if casework.proposed_by_id in (None, by.pk):
        casework.proposed_by = by
    else:
        casework.seconded_by = by
    casework.save(update_fields=["proposed_by", "seconded_by"])
    return casework.seconded_by is None


def new_code() -> str:
    """Of a certificate: 90 random bits, in letters and digits that are not taken for each other."""
    return "".join(secrets.choice(CODE_LETTERS) for _n in range(CODE_LENGTH))


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
    sponsor.save(update_fields=["name", "bare_name", "slug"])


def free_slug(sponsor: Sponsor) -> str:
    """`ville-de-lyon`, or `ville-de-lyon-2` where that is taken."""
    stem = slugify(sponsor.name)[:70] or sponsor.kind
    taken = set(
        Sponsor.objects.exclude(pk=sponsor.pk).filter(slug__startswith=stem).values_list("slug", flat=True)
    )
    numbered = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def entrust(sponsorship: Sponsorship, *, to: Ngo | None) -> None:
    """Another NGO follows it from now on: what is personal is sealed anew, with that NGO's key."""
    row = locked(sponsorship)
    row.followed_by = to
    row.save(update_fields=["followed_by"])
    reseal(Sponsorship.objects.filter(pk=row.pk))
    for model in (Contact, Act, Note, MandateCheck):
        reseal(model._default_manager.filter(sponsorship=row).select_related("sponsorship__followed_by"))


@transaction.atomic
def unpublish(sponsorship: Sponsorship) -> None:
    """Hide it from every page at once; it stays in force. One person, one click."""
    revision.moved()
    row = locked(sponsorship)
    row.published = False
    row.save(update_fields=["published"])
    removals.record(Removal.What.PUBLIC_SPONSORSHIP, sponsorship.pk)
    tree.take_down(sponsorship.sponsor.slug)


@transaction.atomic
def accept_logo(sponsor: Sponsor) -> None:
    """Seen by staff: it may stand on the public page."""
    if not sponsor.logo:
        raise Refused(_("There is no logo to show."))
    revision.moved()
    sponsor.logo_accepted = True
    sponsor.save(update_fields=["logo_accepted"])


@transaction.atomic
def revoke(sponsorship: Sponsorship, *, by: User, now: datetime, reason: str = "") -> None:
    """End a sponsorship in force, for a reason that stays with it. Nothing is sent by itself."""
    revision.moved()
    sponsorship = locked(sponsorship)
    sponsorship.reason = reason or sponsorship.reason
    if not sponsorship.reason:
        raise Refused(_("Write the reason first."))
    move(sponsorship, State.REVOKED, now=now, by=by)
    sponsorship.published = False
    sponsorship.save()
    removals.record(Removal.What.PUBLIC_SPONSORSHIP, sponsorship.pk)
    tree.take_down(sponsorship.sponsor.slug)
