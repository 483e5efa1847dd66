"""Connections that wait no longer than they say: a server that is frozen keeps to no limit of its own."""

from typing import Any

from psycopg import Connection, OperationalError
from psycopg.errors import _WaitTimeout

ASKED_EVERY = 0.1  # seconds, as psycopg does
ANSWERS_WITHIN = 9  # seconds; the server's own limit of a statement comes before, nginx gives up after


class Impatient(Connection[Any]):
    """The connection is of no use then: what the server was asked may still happen."""

    def wait(self, gen: Any, interval: float = ASKED_EVERY, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or ANSWERS_WITHIN)
        except _WaitTimeout as late:
            self.pgconn.finish()
            raise OperationalError("The server does not answer.") from late
