"""The certificate of a sponsorship, made from the record each time it is asked for."""

import re
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from campaign.kit import qr
from campaign.kit.images import SERIF, legible
from campaign.kit.partial_dates import PartialDate
from campaign.kit.pdf import pdf
from campaign.kit.translated import current_language
from campaign.kit.typography import french
from campaign.kit.weave import HEIGHT, STRAND, WIDTH, svg_path
from prisoners.cards import end_of_captivity, initials
from sponsorships import wording
from sponsorships.models import Contact, Sponsor, Sponsorship

TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "certificate.typ"

# Towns call it by many names; each asks for its own.
TITLES = {
    "attestation": gettext_lazy("Attestation of sponsorship"),
    "deed": gettext_lazy("Deed of sponsorship"),
    "pact": gettext_lazy("Pact of commitment"),
    "certificate": gettext_lazy("Certificate of sponsorship"),
    "convention": gettext_lazy("Convention of sponsorship"),
}

# Between day, month and year.
WITHIN_A_DATE = re.compile(r"(?<=\d) (?=[^\W\d])|(?<=1er) |(?<=[^\W\d]) (?=\d{4}\b)")


def certificate(
    sponsorship: Sponsorship, *, title: str, languages: Sequence[str], is_fulfilled: bool, today: date
) -> bytes:
    """One page; in two languages where two are asked for, the first of them the larger."""
    contact = Contact.objects.filter(sponsorship=sponsorship).first()
    versions = []
    for language in languages:
        with translation.override(language):
            told = version(sponsorship, contact, title=title, is_fulfilled=is_fulfilled, today=today)
            versions.append(typeset(told, language))
    with translation.override(languages[0]):
        address = address_of(sponsorship)
    man = sponsorship.prisoner
    return pdf(
        TEMPLATE,
        {
            "versions": versions,
            "is_fulfilled": is_fulfilled,
            "armenian": man.name_hy if man else "",
            "plate": plate(man.slug, initials(man.name), initials(man.name_hy)) if man else None,
            "qr": qr.svg(address),
            "address": address,
        },
    )


def version(
    sponsorship: Sponsorship, contact: Contact | None, *, title: str, is_fulfilled: bool, today: date
) -> dict[str, object]:
    """All that is printed, in the language at hand."""
    name = name_on_paper(sponsorship.sponsor, contact)
    made = {"number": number(sponsorship), "date": PartialDate.of(today).in_words()}
    return {
        "language": current_language(),
        "campaign": _("Armenian prisoners held by Azerbaijan"),
        "title": str(TITLES[title]),
        "sponsor": legible(name, face=SERIF),
        "verb": verb(name),
        "whom": whom(sponsorship),
        "about": about(sponsorship),
        "since": since(sponsorship),
        "fulfilled": fulfilment(sponsorship) if is_fulfilled else "",
        "thanks": _("The three NGOs of the campaign thank those who stood by him until that day."),
        "promise": str(wording.PROMISE),
        "undertakings": undertakings(sponsorship),
        "signatures": signatures(contact),
        "made": _("No. %(number)s, made on %(date)s") % made,
        "verify": _("This page says whether the sponsorship is in force:"),
        "plate_alt": _("His initials in an interlaced panel, as on the Armenian stone crosses"),
        "qr_alt": _("Code that leads to the same page"),
    }


def typeset(told: dict[str, object], language: str) -> dict[str, object]:
    """The spaces that French wants, in every sentence; no date is broken between two lines."""
    set_in = french if language == "fr" else str
    return {
        name: WITHIN_A_DATE.sub("\u00a0", set_in(text)) if isinstance(text, str) else text
        for name, text in told.items()
    }


def name_on_paper(sponsor: Sponsor, contact: Contact | None) -> str:
    """A person's name stands on the paper, asked to be public or not: the paper is theirs."""
    if sponsor.kind == Sponsor.Kind.INDIVIDUAL and contact is not None:
        return contact.name
    return str(sponsor)


def verb(name: str) -> str:
    """Les Amis de Chouchi parrainent."""
    several = current_language() == "fr" and name.casefold().startswith("les ")
    return pgettext("certificate, several", "sponsors") if several else pgettext("certificate", "sponsors")


def number(sponsorship: Sponsorship) -> str:
    """By the year in Paris, as every day that the site says."""
    year = f"{timezone.localdate(sponsorship.decided_at).year}-" if sponsorship.decided_at else ""
    return f"{year}{sponsorship.pk:04}"


def whom(sponsorship: Sponsorship) -> str:
    return sponsorship.prisoner.name if sponsorship.prisoner else _("the 23 Armenian prisoners")


def about(sponsorship: Sponsorship) -> str:
    man = sponsorship.prisoner
    if man is None:
        return _("held by Azerbaijan, or held until their release")
    if man.is_held and man.captured_on:
        return _("Armenian prisoner held by Azerbaijan %(since)s") % {"since": man.captured_on.since()}
    if man.is_held:
        return _("Armenian prisoner held by Azerbaijan")
    return _("Armenian prisoner held by Azerbaijan, %(end)s") % {"end": end_of_captivity(man)}


def since(sponsorship: Sponsorship) -> str:
    """From the vote where there is one; else from what is known, else from its acceptance."""
    if sponsorship.adhered_on:
        kind = sponsorship.get_date_kind_display()
        result = f", {sponsorship.vote_result}" if sponsorship.vote_result else ""
        told = {"since": sponsorship.adhered_on.since(), "kind": f"{kind}{result}"}
        return _("Sponsorship %(since)s (%(kind)s)") % told
    if sponsorship.decided_at:
        accepted = PartialDate.of(timezone.localdate(sponsorship.decided_at))
        return _("Sponsorship %(since)s") % {"since": accepted.since()}
    return ""


def fulfilment(sponsorship: Sponsorship) -> str:
    man = sponsorship.prisoner
    if man is None:
        return _("Fulfilled: all of the 23 are free")
    freed = {"man": man.name, "end": end_of_captivity(man)}
    return _("Fulfilled: %(man)s, %(end)s") % freed


def undertakings(sponsorship: Sponsorship) -> list[str]:
    """Word for word in the language that was signed; in the other, as it is worded there."""
    language = current_language()
    return [
        one.text if one.language == language else str(wording.UNDERTAKINGS.get(one.key, one.text))
        for one in sponsorship.undertakings.order_by("pk")
    ]


def signatures(contact: Contact | None) -> list[dict[str, str]]:
    """Room to sign and to stamp, for both sides."""
    by = [contact.signatory or contact.name, contact.signatory_office or contact.office] if contact else []
    place = _("Place, date, signature and stamp")
    return [
        {"for": _("For the sponsor"), "by": legible(", ".join(filter(None, by)), face=SERIF), "place": place},
        {"for": _("For the campaign"), "by": _("one of its three NGOs"), "place": place},
    ]


def address_of(sponsorship: Sponsorship) -> str:
    """Of the page that verifies it, in the language at hand."""
    return settings.SITE_URL + reverse("sponsorships:certificate", args=[sponsorship.code])


def plate(word: str, latin: str, armenian: str) -> str:
    """As on the site (templates/components/plate.svg), in the colours of paper."""
    weave = svg_path(word)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f5f0e6"/>'
        f'<path d="{weave}" fill="none" stroke="#a3968a" stroke-width="{STRAND}"/>'
        f'<path d="{weave}" fill="none" stroke="#f5f0e6" stroke-width="5"/>'
        '<g font-family="Libertas Serif" font-weight="600" text-anchor="middle">'
        f'<text x="88" y="{115 if armenian else 124}" font-size="40" fill="#1d1a17">{latin}</text>'
        f'<text x="88" y="141" font-size="20" fill="#5a534b">{armenian}</text></g></svg>'
    )
