"""What can happen to a photograph: proposed by one NGO, confirmed by another, taken away by any person."""

from datetime import datetime
from secrets import token_hex
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign import removals, revision, tree
from campaign.kit.photographs import WIDTHS, NotAPhotograph, made, opened, size_at
from campaign.kit.refusal import Refused
from campaign.models import Removal, User
from campaign.models.photograph import Photograph

REASONS = {
    NotAPhotograph.TOO_HEAVY: _("This file is too heavy: 12 MB at most."),
    NotAPhotograph.TOO_LARGE: _("This picture has too many pixels: 50 million at most."),
    NotAPhotograph.TOO_SMALL: _("This picture is too small: it must be 160 pixels wide at least."),
    NotAPhotograph.UNREADABLE: _("This file is not a picture that we can read: JPEG, PNG or WebP."),
}


def decoded(file: IO[bytes]) -> Any:
    """The pixels of a file that somebody chose, or the reason why it is not taken."""
    try:
        return opened(file)
    except NotAPhotograph as error:
        raise Refused(str(REASONS[str(error)])) from error


def put_files(photograph: Photograph, pixels: Any) -> None:
    """Under a new name; nobody reaches them before the photograph is confirmed."""
    photograph.token = token_hex(12)
    photograph.width, photograph.height = size_at(pixels.size, min(pixels.width, WIDTHS[-1]))
    for one in made(pixels):
        default_storage.save(photograph.file_name(one.width, one.suffix), ContentFile(one.content))


@transaction.atomic
def propose(photograph: Photograph, *, by: User, now: datetime) -> None:
    """Save a photograph with its right; whoever edits one becomes its author, and it waits."""
    if by.ngo is None:
        raise Refused(gettext("Your account belongs to no NGO: it cannot propose a photograph."))
    revision.moved()
    refuse_if_shown(photograph)
    photograph.proposed_at, photograph.proposed_by, photograph.proposed_ngo = now, by, by.ngo
    photograph.save()


@transaction.atomic
def confirm(photograph: Photograph, *, by: User, now: datetime) -> None:
    """Let the public see it, in the place of the one before. Doing it again changes nothing."""
    revision.moved()
    photograph.refresh_from_db()
    if photograph.is_confirmed:
        return
    if by.ngo is None:
        raise Refused(gettext("Your account belongs to no NGO: it cannot confirm a photograph."))
    if photograph.proposed_ngo_id == by.ngo_id:
        raise Refused(gettext("Somebody of another NGO must confirm this photograph."))
    if photograph.is_to_be_hidden():
        raise Refused(gettext("His family asked that this be hidden: record its new wish first."))
    for other in photograph.beside().filter(confirmed_at__isnull=False):
        take_away(other)
    photograph.confirmed_at, photograph.confirmed_by, photograph.confirmed_ngo = now, by, by.ngo
    photograph.save()


@transaction.atomic
def take_away(photograph: Photograph) -> None:
    """One person, one click: the public no longer sees it, anywhere. It may be confirmed anew."""
    revision.moved()
    photograph.confirmed_at = photograph.confirmed_by = photograph.confirmed_ngo = None
    photograph.save()
    removals.record(Removal.What.PUBLIC_PHOTOGRAPH, photograph.token)
    tree.take_down(photograph.token)


@transaction.atomic
def remove(photograph: Photograph) -> None:
    """The record and its files."""
    take_away(photograph)
    removals.record(Removal.What.PHOTOGRAPH, photograph.token)
    names = photograph.file_names
    photograph.delete()
    transaction.on_commit(lambda: remove_files(names), robust=True)


def remove_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def refuse_if_shown(photograph: Photograph) -> None:
    """What two NGOs answer for is not rewritten by one."""
    if photograph.pk and type(photograph).objects.confirmed().filter(pk=photograph.pk).exists():
        raise Refused(gettext("This photograph is public: take it away first."))
