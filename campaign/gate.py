"""What stands before a form: who asks, how often, and whether staff have closed it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from campaign import errors, limits
from campaign.models import Switches
from campaign.revision import remembered

METHODS = ["GET", "HEAD", "POST"]
PROBES = ["/healthz", "/readyz"]  # asked by the machine itself, under any name
PREFIX = 64  # bits of an IPv6 address that one household or office has


class TooOften(Exception):
    """A limit is reached; says when the next span begins."""

    def __init__(self, *, until: datetime, now: datetime) -> None:
        self.seconds = max(1, round((until - now).total_seconds()))


class Closed(Exception):
    """Staff have closed this form."""


def client_of(request: HttpRequest) -> str:
    """The address that our own proxy saw; without a proxy of ours the one that is connected to us.

    The proxy adds its word at the end: what stands before it a client may have written.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or told
    try:
        address = ip_address(told)
    except ValueError:  # a socket has no address
        return ""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, PREFIX), strict=False))
    return str(address)


def count(request: HttpRequest, limit: limits.Limit, *, now: datetime, whose: str = "") -> None:
    """Once more for this client, or for `whose` address."""
    if not limits.allowed(limit, whose or client_of(request), now=now):
        raise TooOften(until=limit.ends(now), now=now)


@partial(remembered, by_language=False)
def switches() -> Switches:
    """What staff have switched."""
    return Switches.objects.first() or Switches()


def require_open_sign_up() -> None:
    if switches().form_closed:
        raise Closed


class Gate:
    """Middleware: three verbs, the right host, nothing sent to a site that is read-only; in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.public = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return errors.not_allowed(request, HttpResponseNotAllowed(METHODS))
        if request.path_info not in PROBES:
            if not settings.EMBEDDED and not request.META.get("HTTP_HOST"):
                return errors.page(request, HTTPStatus.BAD_REQUEST)
            if settings.ADMIN_HOST and not self.is_at_home(request):
                return errors.page(request, HTTPStatus.NOT_FOUND)
        response = self.get_response(request)
        is_bare = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.get("Content-Length")
        return errors.not_allowed(request, response) if is_bare else response

    def is_at_home(self, request: HttpRequest) -> bool:
        """The desk answers on its own host alone, and no public page answers there."""
        is_its_host = request.get_host().partition(":")[0] == settings.ADMIN_HOST
        if is_its_host and request.path_info.startswith(settings.MEDIA_URL):
            return True
        return is_its_host == request.path_info.startswith(f"/{settings.ADMIN_PATH}/")

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        is_sent = request.method == "POST" and request.path_info.startswith(self.public)
        if is_sent and switches().read_only:
            return errors.wait(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if isinstance(exception, TooOften):
            return errors.too_often(request, seconds=exception.seconds)
        return errors.wait(request) if isinstance(exception, Closed) else None
