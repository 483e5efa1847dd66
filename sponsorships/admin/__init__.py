"""The promises at the desk. Importing registers."""

from sponsorships.admin.act import ActAdmin
from sponsorships.admin.sponsor import SponsorAdmin
from sponsorships.admin.sponsorship import SponsorshipAdmin

__all__ = ["ActAdmin", "SponsorAdmin", "SponsorshipAdmin"]
