"""What strangers and sponsors type, checked; the services do the rest."""

from sponsorships.forms.own_page import (
    ActForm,
    ContactForm,
    DeedForm,
    HandOverForm,
    LeaveForm,
    LinkForm,
    LogoForm,
    PaperForm,
    TakeOverForm,
)
from sponsorships.forms.signing_up import SignUpForm

__all__ = [
    "ActForm",
    "ContactForm",
    "DeedForm",
    "HandOverForm",
    "LeaveForm",
    "LinkForm",
    "LogoForm",
    "PaperForm",
    "SignUpForm",
    "TakeOverForm",
]
