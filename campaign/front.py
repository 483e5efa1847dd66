"""Before Django: an address whose page is in memory is answered with its bytes, and nothing else is woken.

What may be answered, to whom and for how long is decided in memory.py, when a page comes through Django the
first time; here only an address that was answered so before is looked up again.
"""

import secrets
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any

from campaign import metrics
from campaign.memory import FRESH, PLACE, Key, Pages
from campaign.revision import watch

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
type Address = tuple[str, str, str | None, str]

KNOWN_AT_MOST = 5_000  # addresses; beyond it they are learnt anew


class Front:
    def __init__(self, application: Application) -> None:
        self.application = application
        self.known: dict[Address, tuple[Pages, Key]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        address = address_of(environ)
        if address is None:
            return self.application(environ, start_response)
        return self.from_memory(address, environ, start_response) or self.learn(
            address, environ, start_response
        )

    def from_memory(
        self, address: Address, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> list[bytes] | None:
        """Once a second a reader goes on to Django, which looks whether the records have moved."""
        began, place, state = monotonic(), self.known.get(address), watch.known
        if place is None or state is None or not watch.is_fresh(began):
            return None
        pages, key = place
        page = pages.find(key, state=state)
        if page is None:
            return None
        status, headers, body = page.reply(environ)
        numbered = [*headers, ("X-Request-ID", secrets.token_hex(8))]
        start_response(f"{status.value} {status.phrase}", numbered)
        metrics.count_kept(environ["REQUEST_METHOD"], str(status.value), seconds=monotonic() - began)
        return [body]

    def learn(
        self, address: Address, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        answer = self.application(environ, start_response)
        if place := environ.get(PLACE):
            if len(self.known) >= KNOWN_AT_MOST:
                self.known.clear()
            self.known[address] = place
        return answer


def address_of(environ: dict[str, Any]) -> Address | None:
    """As the client wrote it, which Django has judged; an address with words goes through Django."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING") or FRESH in environ:
        return None
    host, scheme = environ.get("HTTP_HOST", ""), environ["wsgi.url_scheme"]
    return environ["PATH_INFO"], host, environ.get("HTTP_X_FORWARDED_PROTO"), scheme
