"""What leaves the site as data."""

from django.db.models import Model

from sponsorships.models import Sponsorship

# What the sponsor gave, and what was decided on it; staff notes are the NGOs' own.
OF_SPONSORSHIP = [
    "state", "published", "name_consented", "language", "whom", "vote_planned_on", "motive", "twinning",
    "message", "adhered_on", "date_kind", "vote_result", "signed_on", "transmission_number", "proof_url",
    "deed_sent_at", "code", "requested_at", "confirmed_at", "decided_at", "reason",
]  # fmt: skip
OF_SPONSOR = ["kind", "name", "registration", "country", "department", "town", "website", "logo_accepted"]
OF_UNDERTAKING = ["key", "text", "version", "language"]
OF_CONSENT = ["purpose", "ngo", "text", "version", "language", "given_at"]
OF_ACT = ["kind", "happened_on", "told", "url", "picture_credit", "state", "reported_at", "decided_at"]
OF_CONTACT = [
    "name", "office", "signatory", "signatory_office", "email", "phone", "next_name", "next_office",
    "next_email", "consent_version", "consented_at",
]  # fmt: skip


def own_record(sponsorship: Sponsorship) -> dict[str, object]:
    """All that is kept of one sponsor, for that sponsor: names of columns, values as text, True or None."""
    parts = {
        "sponsorship": (sponsorship, OF_SPONSORSHIP),
        "sponsor": (sponsorship.sponsor, OF_SPONSOR),
        "contact": (sponsorship.contact, OF_CONTACT),
    }
    lists = {
        "undertakings": (sponsorship.undertakings.order_by("pk"), OF_UNDERTAKING),
        "consents": (sponsorship.contact.consents.select_related("ngo").order_by("pk"), OF_CONSENT),
        "acts": (sponsorship.acts.newest_first(), OF_ACT),
    }
    told: dict[str, object] = {part: told_of(row, names) for part, (row, names) in parts.items()}
    told |= {part: [told_of(row, names) for row in rows] for part, (rows, names) in lists.items()}
    return told | {"prisoner": str(sponsorship.prisoner) if sponsorship.prisoner else None}


def told_of(row: Model, names: list[str]) -> dict[str, object]:
    return {name: in_words(getattr(row, name)) for name in names}


def in_words(value: object) -> object:
    return value if value is None or isinstance(value, bool) else str(value)
