"""Readers of public pages may be answered from a replica, as long as it has what they must see."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from campaign.kit.engines import PRIMARY, REPLICA
from campaign.memory import FRESH
from campaign.models import Revision
from campaign.revision import THE_ROW, watch

LOOK_EVERY = 0.5  # seconds
TRY_AGAIN_AFTER = 5.0  # seconds that a replica which does not answer is left alone

# All that these pages show moves the revision when it changes. Any other page is of the primary.
PUBLIC = {
    *(f"campaign:{page}" for page in ("home", "campaign", "context", "about", "legal", "privacy")),
    "campaign:accessibility",
    *(f"prisoners:{page}" for page in ("prisoners", "profile", "unsponsored")),
    *(f"sponsorships:{page}" for page in ("sponsors", "sponsor")),
}

logger = logging.getLogger(__name__)
reads_replica: ContextVar[bool] = ContextVar("reads_replica", default=False)


class Router:
    """For Django: only a request that was allowed to leaves the primary, and only to read."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return REPLICA if reads_replica.get() else PRIMARY

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == PRIMARY


def revision_of_replica() -> int:
    row = Revision.objects.using(REPLICA).filter(pk=THE_ROW)
    return row.values_list("number", flat=True).first() or 0


class Follower:
    """What a process knows of the replica. A revision that has come there stays: it only goes forward."""

    def __init__(self, ask: Callable[[], int] = revision_of_replica) -> None:
        self.ask = ask
        self.asking = Lock()
        self.number = -1  # where it does not answer
        self.look_again_at = 0.0

    def has_reached(self, number: int, *, at: float) -> bool:
        """Asked by one request at a time; the others go by what was known."""
        if at >= self.look_again_at and self.asking.acquire(blocking=False):
            try:
                self.look(at)
            finally:
                self.asking.release()
        return self.number >= number

    def look(self, at: float) -> None:
        try:
            self.number, self.look_again_at = self.ask(), at + LOOK_EVERY
        except DatabaseError:
            self.lost(at)

    def lost(self, at: float) -> None:
        if self.number >= 0:
            logger.warning("The replica does not answer; the primary is asked")
        self.number, self.look_again_at = -1, at + TRY_AGAIN_AFTER


class PublicReads:
    """Middleware. A replica that dies under a page costs its reader nothing: the primary is asked again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if REPLICA not in connections.settings:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.follower = Follower()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            reads_replica.set(False)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        reads_replica.set(self.may_read(request))

    def may_read(self, request: HttpRequest) -> bool:
        """Never for who is signed in, never for the publisher, never before the change that was seen."""
        match, known = request.resolver_match, watch.state(at=monotonic())
        return (
            request.method in ("GET", "HEAD")
            and match is not None
            and match.view_name in PUBLIC
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and FRESH not in request.META
            and known is not None
            and self.follower.has_reached(known[0], at=monotonic())
        )

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not reads_replica.get() or not isinstance(error, OperationalError | InterfaceError):
            return None
        self.follower.lost(monotonic())
        connections[REPLICA].close()
        reads_replica.set(False)
        match = request.resolver_match
        return match.func(request, *match.args, **match.kwargs) if match else None
