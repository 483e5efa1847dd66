"""What a sponsor reports of its acts, and what staff make of it."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from campaign import removals, revision, translations, tree
from campaign.kit.private import random_name
from campaign.kit.refusal import Refused
from campaign.kit.uploads import Kept
from campaign.models import Removal, User
from sponsorships.letters import tell_the_ngo, write_with_link
from sponsorships.models import Act

ACTS_WAITING = 20  # of one sponsorship, unread; more are not taken


def report_act(act: Act, *, picture: Kept | None, now: datetime) -> None:
    """It waits to be read. Sending the same form twice is one act."""
    if act.sponsorship.acts.waiting().count() >= ACTS_WAITING:
        raise Refused(_("Enough of your acts wait to be read: come back when they have been."))
    act.reported_at = now
    try:
        with transaction.atomic():
            act.save()
            if picture is not None:
                act.picture.save(random_name("acts", picture.suffix), ContentFile(picture.content))
            tell_the_ngo("to_see", act.sponsorship, now=now)
    except IntegrityError:  # the ticket is taken: the form was sent before
        return


@transaction.atomic
def publish_act(act: Act, *, by: User, now: datetime) -> None:
    """Show it on its sponsor's page, in both languages; the sponsor is told, once."""
    revision.moved()
    act = Act.objects.select_for_update(of=("self",)).select_related("sponsorship__sponsor").get(pk=act.pk)
    if not (act.text_fr and act.text_en):
        raise Refused(_("Nothing is published in one language only."))
    if not act.sponsorship.published:
        raise Refused(_("This sponsorship is not public: its acts cannot be."))
    translations.refuse_if_behind(act)
    act.state, act.decided_at, act.decided_by = Act.State.PUBLISHED, now, by
    act.save()
    with translation.override(act.sponsorship.language):
        page = act.sponsorship.sponsor.get_absolute_url()
    write_with_link("act_published", act.sponsorship, now=now, once=str(act.pk), page=page)


@transaction.atomic
def refuse_act(act: Act, *, by: User, now: datetime) -> None:
    """Do not show it, or no longer. One person, one click."""
    revision.moved()
    act.state, act.decided_at, act.decided_by = Act.State.REFUSED, now, by
    act.save(update_fields=["state", "decided_at", "decided_by"])
    removals.record(Removal.What.PUBLIC_ACT, act.pk)
    tree.take_down(act.sponsorship.sponsor.slug)
