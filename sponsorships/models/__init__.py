"""The promises: who sponsors whom, since when, and the people to write to."""

from sponsorships.models.contact import Contact
from sponsorships.models.link import SecretLink, digest
from sponsorships.models.sponsor import Sponsor
from sponsorships.models.sponsorship import Sponsorship, sponsored, without_sponsor

__all__ = ["Contact", "SecretLink", "Sponsor", "Sponsorship", "digest", "sponsored", "without_sponsor"]
