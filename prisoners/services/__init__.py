"""What can happen to a prisoner's record: one function for each change of the world.

Admin, commands and imports call these. `now` comes from the caller.
"""

from campaign.kit.refusal import Refused
from prisoners.services.corrections import ask_to_correct, deal_with_correction
from prisoners.services.events import (
    change_event,
    confirm_event,
    propose_again,
    record_event,
    refuse_event,
    remove_event,
    take_back_confirmation,
)
from prisoners.services.family import hidden_parts, record_wish, record_wish_on_text
from prisoners.services.records import keep_former_address, mark_as_checked
from prisoners.services.status import refresh_status, refresh_statuses

__all__ = [
    "Refused",
    "ask_to_correct",
    "change_event",
    "confirm_event",
    "deal_with_correction",
    "hidden_parts",
    "keep_former_address",
    "mark_as_checked",
    "propose_again",
    "record_event",
    "record_wish",
    "record_wish_on_text",
    "refresh_status",
    "refresh_statuses",
    "refuse_event",
    "remove_event",
    "take_back_confirmation",
]
