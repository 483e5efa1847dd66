"""The picture beside a link to the campaign: how many are held, and their names."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.figures import Figures
from campaign.kit.share_picture import ACT, FREED, Line, Plate, SharePicture
from campaign.kit.translated import current_language
from prisoners.cards import grouped, wall
from prisoners.models import Prisoner


def share_picture(told: Figures, *, men: Iterable[Prisoner] | None) -> SharePicture:
    """What is printed, in the language at hand."""
    held, named, freed = told["held"], told["named"], told["freed"]
    title = ngettext("%(held)s Armenian held by Azerbaijan", "%(held)s Armenians held by Azerbaijan", held)
    home = ngettext(
        "Of the %(named)s named here, %(freed)s has come home",
        "Of the %(named)s named here, %(freed)s have come home",
        freed,
    )
    lines = []
    if freed:
        said = home % {"named": grouped(named), "freed": grouped(freed)}
        lines.append(Line(said, FREED, is_strong=True))
    if told.as_of:
        lines.append(Line(_("Figures as of %(date)s") % {"date": told.as_of.in_words()}))
    return SharePicture(
        language=current_language(),
        above="",
        title=title % {"held": grouped(held)},
        lines=tuple(lines),
        campaign=_("A campaign of three NGOs for their freedom"),
        side=wall(men) or Plate("libertas"),
        rule=ACT,
    )
