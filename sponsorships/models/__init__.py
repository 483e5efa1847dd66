"""The promises: who sponsors whom, since when, and the people to write to."""

from sponsorships.models.act import Act
from sponsorships.models.casework import Casework, MandateCheck, Note
from sponsorships.models.contact import Contact
from sponsorships.models.link import SecretLink, digest
from sponsorships.models.signed import Consent, Undertaking
from sponsorships.models.sponsor import Sponsor
from sponsorships.models.sponsorship import (
    Sponsorship,
    fewest_sponsors_first,
    sponsored,
    without_sponsor,
)

__all__ = [
    "Act",
    "Casework",
    "Consent",
    "Contact",
    "MandateCheck",
    "Note",
    "SecretLink",
    "Sponsor",
    "Sponsorship",
    "Undertaking",
    "digest",
    "fewest_sponsors_first",
    "sponsored",
    "without_sponsor",
]
