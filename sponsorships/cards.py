"""How a sponsor is shown beside a shared link. Only what is public is ever asked for here."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.kit.share_picture import ACT, FREED, INK, SOFT, Line, Photo, Plate, SharePicture
from campaign.kit.translated import current_language
from prisoners.cards import own_photograph, own_plate, wall
from sponsorships.models import Sponsor, Sponsorship

SHOWN = 4  # promises on one picture; of the others the number


@dataclass(frozen=True)
class Promise:
    """A public sponsorship, and whether what it asks for has come."""

    sponsorship: Sponsorship
    is_fulfilled: bool


def share_picture(sponsor: Sponsor) -> SharePicture:
    """What is printed beside a link to the sponsor's page, in the language at hand. Three queries at most."""
    promises = public_promises(sponsor)
    fulfilled = all(promise.is_fulfilled for promise in promises)
    return SharePicture(
        language=current_language(),
        above=capfirst(sponsor.get_kind_display()),
        title=sponsor.name,
        lines=tuple(in_full(promises[0]) if len(promises) == 1 else in_short(promises)),
        campaign=_("Armenian prisoners held by Azerbaijan"),
        side=beside(promises),
        rule=FREED if fulfilled else ACT,
    )


def public_promises(sponsor: Sponsor) -> list[Promise]:
    public = Sponsorship.objects.public().filter(sponsor=sponsor).select_related("prisoner")
    found = public.with_fulfilment().newest_first().annotate(is_fulfilled=F("fulfilled"))
    return [Promise(sponsorship, sponsorship.is_fulfilled) for sponsorship in found]


def in_full(promise: Promise) -> list[Line]:
    """Whom, since when, and how far it went."""
    sponsorship = promise.sponsorship
    lines = [whom(promise)]
    if sponsorship.adhered_on:
        kind = capfirst(sponsorship.get_date_kind_display())
        lines.append(Line(f"{kind}, {sponsorship.adhered_on.in_words()}"))
    return [*lines, state(promise)]


def in_short(promises: list[Promise]) -> list[Line]:
    lines = [
        Line(f"{whom(promise).text} – {state(promise).text}", FREED if promise.is_fulfilled else INK)
        for promise in promises[:SHOWN]
    ]
    if more := len(promises[SHOWN:]):
        lines.append(Line(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}))
    return lines


def whom(promise: Promise) -> Line:
    if man := promise.sponsorship.prisoner:
        said = _("Sponsors %(man)s") % {"man": man.name}
    elif promise.sponsorship.whom == Sponsorship.Whom.GROUP:
        said = _("Sponsors the whole group of 23")
    else:
        said = _("Takes part in the campaign")
    return Line(said, INK, is_strong=True)


def state(promise: Promise) -> Line:
    """As on the sponsor's page."""
    man = promise.sponsorship.prisoner
    if not promise.is_fulfilled:
        return Line(_("In force"), SOFT)
    if man and man.status_on:
        return Line(_("Fulfilled: freed, %(date)s") % {"date": man.status_on.in_words()}, FREED)
    return Line(_("Fulfilled: all of the 23 are free"), FREED)


def beside(promises: list[Promise]) -> Photo | Plate | tuple[Line, ...]:
    """The face or plate of the one man sponsored; of several, or of the group, the wall of names."""
    man = promises[0].sponsorship.prisoner if len(promises) == 1 else None
    return own_photograph(man) or own_plate(man) if man else wall()
