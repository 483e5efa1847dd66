"""How a man is shown: his plate where no photograph may be, and the picture beside a shared link."""

import re
from collections.abc import Iterable
from datetime import date
from functools import partial

from django.core.files.storage import default_storage
from django.db.models import Count
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.kit.partial_dates import PartialDate
from campaign.kit.share_picture import ACT, FREED, INK, Line, Photo, Plate, SharePicture
from campaign.kit.translated import current_language
from campaign.kit.typography import NARROW
from campaign.kit.weave import svg_path
from campaign.revision import remembered
from prisoners.models import Prisoner
from sponsorships.models import Sponsorship

INITIAL = re.compile(r"Ու|[^\W\d_]")  # one Armenian vowel is written with two letters
Status = Prisoner.Status


def plate(man: Prisoner) -> SafeString:
    """His initials over the weave that his slug determines. Decorative: his name stands beside it."""
    latin, armenian = initials(man.name), initials(man.name_hy)
    return render_to_string(
        "components/plate.svg",
        {
            "armenian": armenian,
            "latin": latin,
            "latin_y": 115 if armenian else 124,
            "weave": svg_path(man.slug),
        },
        using="html",
    )


def initials(name: str) -> str:
    """Of the first word and the last; a word without a letter has none."""
    letters = [found[0] for word in name.split() if (found := INITIAL.search(word))]
    return "".join(letters[:1] + letters[1:][-1:])


def own_plate(man: Prisoner) -> Plate:
    return Plate(man.slug, initials(man.name), initials(man.name_hy))


def own_photograph(man: Prisoner) -> Photo | None:
    """His face, where it may be shown."""
    portrait = man.portrait
    if portrait is None:
        return None
    name = portrait.file_name(max(portrait.widths), "jpg")
    return Photo(name, read=lambda: default_storage.open(name))


def share_picture(man: Prisoner, *, today: date) -> SharePicture:
    """What is printed beside a link to his page, in the language at hand. Two queries."""
    return SharePicture(
        language=current_language(),
        above=capfirst(man.get_category_display()),
        title=man.name,
        armenian=man.name_hy,
        lines=(*fate(man, today=today), *sentence(man), *sponsors(man)),
        campaign=_("Armenian prisoners held by Azerbaijan"),
        date=_("As of %(date)s") % {"date": PartialDate.of(today).in_words()} if man.is_held else "",
        side=own_photograph(man) or own_plate(man),
        rule=ACT if man.is_held else FREED if man.is_freed else INK,
    )


def fate(man: Prisoner, *, today: date) -> list[Line]:
    """Where he is, and how long he has been or was held."""
    days = captivity(man, today=today)
    if man.is_held:
        return [Line(capfirst(days or man.get_status_display()), INK, is_strong=True)]
    colour = FREED if man.is_freed else INK
    ended = Line(capfirst(end_of_captivity(man)), colour, is_strong=True)
    return [ended, Line(capfirst(days))] if days else [ended]


def captivity(man: Prisoner, *, today: date) -> str:
    """ "held for 1,153 days", "at least 1,077 days in captivity"; nothing when no capture is recorded."""
    days = man.days_held(today=today)
    if days is None:
        return ""
    said = {
        (True, True): ngettext("held for %(n)s day", "held for %(n)s days", days),
        (True, False): ngettext("held for at least %(n)s day", "held for at least %(n)s days", days),
        (False, True): ngettext("%(n)s day in captivity", "%(n)s days in captivity", days),
        (False, False): ngettext("at least %(n)s day in captivity", "at least %(n)s days in captivity", days),
    }
    return said[man.is_held, man.days_are_exact] % {"n": grouped(days)}


def end_of_captivity(man: Prisoner) -> str:
    """ "freed on 14 January 2026", "died in 2024"; French has one word where English has on and in."""
    ended_on = man.status_on
    if ended_on is None:
        return man.get_status_display()
    said = {
        (Status.RELEASED, True): _("freed on %(date)s"),
        (Status.RELEASED, False): _("freed in %(date)s"),
        (Status.DEAD, True): _("died on %(date)s"),
        (Status.DEAD, False): _("died in %(date)s"),
        (Status.DISAPPEARED, True): _("disappeared on %(date)s"),
        (Status.DISAPPEARED, False): _("disappeared in %(date)s"),
    }
    return said[Status(man.status), ended_on.is_exact] % {"date": ended_on.in_words()}


def sentence(man: Prisoner) -> list[Line]:
    if man.sentence_life:
        return [Line(_("Sentenced to life imprisonment"))]
    if years := man.sentence_years:
        said = ngettext(
            "Sentenced to %(years)s year in prison", "Sentenced to %(years)s years in prison", years
        )
        return [Line(said % {"years": years})]
    return []


def sponsors(man: Prisoner) -> list[Line]:
    """How many sponsor him, those not named included; that there is none is said of a man who is held."""
    if n := number_of_sponsors(man.pk):
        return [Line(ngettext("%(n)s sponsor", "%(n)s sponsors", n) % {"n": grouped(n)})]
    return [Line(_("No sponsor yet"), ACT)] if man.is_held else []


@partial(remembered, by_language=False)
def number_of_sponsors(man: int) -> int:
    counted = Sponsorship.objects.counted().filter(prisoner=man)
    return counted.aggregate(n=Count("sponsor", distinct=True))["n"]


def wall(men: Iterable[Prisoner] | None = None) -> tuple[Line, ...]:
    """The names of the 23, those no longer held set apart by a word and by their colour. One query, or
    none where these men are given."""
    men = Prisoner.objects.published().of_the_23() if men is None else men
    in_order = sorted(men, key=lambda man: (man.status, man.category, man.slug))
    return tuple(on_the_wall(man) for man in in_order)


def on_the_wall(man: Prisoner) -> Line:
    if man.is_held:
        return Line(man.name, INK)
    return Line(f"{man.name}, {man.get_status_display()}", FREED if man.is_freed else INK)


def grouped(number: int) -> str:
    """2 548 in French, 2,548 in English."""
    return f"{number:,}".replace(",", NARROW if current_language() == "fr" else ",")
