"""Pages about sponsors, the way of a request, a sponsor’s own page, the certificate."""

from sponsorships.views.own_page import (
    own_act,
    own_certificate,
    own_contact,
    own_data,
    own_deed,
    own_files,
    own_leave,
    own_link,
    own_page,
    take_over,
)
from sponsorships.views.public import certificate, logo, sponsor, sponsors
from sponsorships.views.signing_up import confirm, link, sign_up, thanks

__all__ = [
    "certificate",
    "confirm",
    "link",
    "logo",
    "own_act",
    "own_certificate",
    "own_contact",
    "own_data",
    "own_deed",
    "own_files",
    "own_leave",
    "own_link",
    "own_page",
    "sign_up",
    "sponsor",
    "sponsors",
    "take_over",
    "thanks",
]
