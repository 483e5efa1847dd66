"""The exact words of what is signed; those that were shown are kept with each request."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from campaign.models import Ngo
from sponsorships.models import Consent, Undertaking

VERSION = "2026-11"  # changes with any word below; a form opened before asks to be read again

PROMISE = _("Until those it sponsors are free, the sponsor undertakes to:")
UNDERTAKINGS = {
    "speak": _("speak of them in public, at ceremonies and in the press, and ask for their release"),
    "plead": _("plead for their release before national, European and international authorities"),
    "portrait": _("show their portrait or their name in a public place"),
    "write": _("write on their behalf to governments, to embassies and to the Red Cross (ICRC)"),
    "family": _("meet or receive their families, where they wish it, through the campaign"),
    "support": _("support the work of the three NGOs of the campaign"),
}
FOLLOW = _(
    "I agree that what I typed here be kept and used to follow this sponsorship. I know that supporting "
    "this campaign shows a political opinion, and that I can withdraw at any time."
)
READ = _("%(ngo)s may read what I typed here")
NEWS = _("I would like to receive news of the campaign at this address.")
NAME = _("My name may be published among the sponsors. Without this I am counted and not named.")


def undertakings(keys: Sequence[str], *, language: str) -> list[Undertaking]:
    """As they are worded now, in the language of the page."""
    return [
        Undertaking(key=key, text=str(UNDERTAKINGS[key]), version=VERSION, language=language) for key in keys
    ]


def consents(*, readers: Sequence[Ngo], wants_news: bool, may_be_named: bool, language: str) -> list[Consent]:
    """One for each box that was ticked; the first must be, or there is no request."""
    purposes = Consent.Purpose
    given: list[tuple[str, object, Ngo | None]] = [(purposes.FOLLOW, FOLLOW, None)]
    given += [(purposes.READ, READ % {"ngo": ngo.name}, ngo) for ngo in readers]
    given += [(purposes.NEWS, NEWS, None)] if wants_news else []
    given += [(purposes.NAME, NAME, None)] if may_be_named else []
    return [
        Consent(purpose=purpose, text=str(text), ngo=ngo, version=VERSION, language=language)
        for purpose, text, ngo in given
    ]
