"""What can happen to a sponsorship: one function for each change of the world.

Views, admin and commands call these; nothing else writes sponsorships. `now` and `token`
come from the caller, so that a test can be at any moment and know any link.
"""

from campaign.kit.refusal import Refused
from sponsorships.services.acts import publish_act, refuse_act, report_act
from sponsorships.services.answering import (
    answered,
    ask,
    check_mandate,
    decline,
    give_to_ngo,
    note,
    reopen,
)
from sponsorships.services.casework import contact_is_right, lay_down, take_up
from sponsorships.services.deciding import accept_logo, entrust, publish, revoke, unpublish
from sponsorships.services.erasing import erase, forget, forget_contact, withdraw
from sponsorships.services.joining import join, part
from sponsorships.services.own_page import correct_contact, hand_over, keep_deed, keep_logo, take_over
from sponsorships.services.signing_up import (
    SignedForm,
    answer_those_who_asked,
    ask_for_link,
    confirm,
    record_by_hand,
    renew_link,
    send_link_again,
    sign_up,
)

__all__ = [
    "Refused",
    "SignedForm",
    "accept_logo",
    "answer_those_who_asked",
    "answered",
    "ask",
    "ask_for_link",
    "check_mandate",
    "confirm",
    "contact_is_right",
    "correct_contact",
    "decline",
    "entrust",
    "erase",
    "forget",
    "forget_contact",
    "give_to_ngo",
    "hand_over",
    "join",
    "keep_deed",
    "keep_logo",
    "lay_down",
    "note",
    "part",
    "publish",
    "publish_act",
    "record_by_hand",
    "refuse_act",
    "renew_link",
    "reopen",
    "report_act",
    "revoke",
    "send_link_again",
    "sign_up",
    "take_over",
    "take_up",
    "unpublish",
    "withdraw",
]
