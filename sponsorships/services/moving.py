"""From one state to the next: the table of what may follow what, and the one function that moves."""

from datetime import datetime

from django.utils.translation import gettext as _

from campaign.kit.refusal import Refused
from campaign.models import User
from sponsorships.models import Sponsorship

State = Sponsorship.State

MAY_BECOME: dict[str, set[str]] = {
    State.UNCONFIRMED: {State.PENDING, State.DECLINED},
    State.PENDING: {State.ACTIVE, State.DECLINED, State.WITHDRAWN},
    State.ACTIVE: {State.WITHDRAWN, State.REVOKED},
    State.DECLINED: set(),
    State.WITHDRAWN: set(),
    State.REVOKED: set(),
}

# A refusal can be taken back while its letter waits; nothing else comes back.
MAY_COME_BACK: dict[str, set[str]] = {State.DECLINED: {State.PENDING, State.UNCONFIRMED}}


def locked(sponsorship: Sponsorship) -> Sponsorship:
    """The row as it is now, held until the transaction ends: two staff do not decide twice."""
    rows = Sponsorship.objects.select_for_update(of=("self",))
    return rows.select_related("sponsor", "prisoner").get(pk=sponsorship.pk)


def move(sponsorship: Sponsorship, to: str, *, now: datetime, by: User | None = None) -> None:
    """Give the state and its moment, without saving. `by` is None where the sponsor moves."""
    if to not in MAY_BECOME[sponsorship.state]:
        there = {"state": sponsorship.get_state_display()}
        raise Refused(_("This cannot be done: the state of this sponsorship is “%(state)s”.") % there)
    sponsorship.state = to
    if to == State.PENDING:
        sponsorship.confirmed_at = now
    else:
        sponsorship.decided_at, sponsorship.decided_by = now, by


def come_back(sponsorship: Sponsorship) -> None:
    """To the state before the refusal, without saving."""
    to = State.PENDING if sponsorship.confirmed_at else State.UNCONFIRMED
    if to not in MAY_COME_BACK.get(sponsorship.state, set()):
        raise Refused(_("Only a request that was declined can be reopened."))
    sponsorship.state, sponsorship.decided_at, sponsorship.decided_by = to, None, None
