"""Where every request comes in: it gets a number, is counted, and is told in the log if it matters."""

import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from campaign import metrics
from campaign.kit.logs import request_id

SLOW = 1.0  # seconds; a page takes milliseconds
METHODS = {"GET", "HEAD", "POST"}  # any other word is a stranger's

logger = logging.getLogger(__name__)


def numbered(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost middleware. The number is ours alone: one that came with the request is a stranger's word."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        number = secrets.token_hex(8)
        request_id.set(number)  # until the next one: Django has a last word after us
        began = monotonic()
        response = get_response(request)
        seconds = monotonic() - began
        response.headers["X-Request-ID"] = number
        count(request, response, seconds=seconds)
        tell(request, response, seconds=seconds)
        return response

    return middleware


def count(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    match = request.resolver_match
    method = request.method if request.method in METHODS else "other"
    room = (match.namespace or "machines") if match else "none"
    is_read = request.method in ("GET", "HEAD") and request.path_info.startswith(("/fr/", "/en/"))
    if is_read and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        metrics.kept.labels("no" if match else "yes").inc()
        room = room if match else "kept"
    metrics.requests.labels(room, method, str(response.status_code)).inc()
    metrics.latency.labels(room).observe(seconds)


def tell(request: HttpRequest, response: HttpResponseBase, *, seconds: float) -> None:
    """What changed something, failed or was slow. By the name of the page: its address may be a secret."""
    failed = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    if failed or seconds > SLOW or request.method not in ("GET", "HEAD"):
        match = request.resolver_match
        told = {
            "page": match.view_name if match else "",
            "method": request.method if request.method in METHODS else "other",
            "status": response.status_code,
            "ms": round(seconds * 1000),
        }
        logger.log(logging.ERROR if failed else logging.INFO, "request", extra={"told": told})
