"""Error pages: in the language of the address, without a database, with a way home."""

import errno
import sys
from collections.abc import Collection
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation


def language_of(request: HttpRequest) -> str:
    """The language that the address begins with, or else the site's first."""
    first = request.path_info.split("/")[1] if "/" in request.path_info else ""
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def typed_into(request: HttpRequest) -> list[tuple[str, str]]:
    """What a visitor sent by a public form, to be sent again by one press. Never a password of staff."""
    if request.method != "POST" or not request.path_info.startswith(
        tuple(f"/{code}/" for code, _ in settings.LANGUAGES)
    ):
        return []
    return [(name, value) for name, values in request.POST.lists() for value in values]


def page(
    request: HttpRequest, status: HTTPStatus, *, typed: Collection[tuple[str, str]] = ()
) -> HttpResponse:
    """Rendered without the request, so that a broken one cannot break its own error page."""
    with translation.override(language_of(request)):
        context = {f"is_{status.value}": True, "language": language_of(request), "typed": typed}
        context["mirrors"] = settings.MIRRORS
        body = render_to_string("error.html", context)
        response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_much else HTTPStatus.BAD_REQUEST)


def not_allowed(request: HttpRequest, refused: HttpResponseBase) -> HttpResponse:
    """What Django says with an empty page, said in words."""
    response = page(request, HTTPStatus.METHOD_NOT_ALLOWED)
    response["Allow"] = refused["Allow"]
    return response


def wait(request: HttpRequest) -> HttpResponse:
    """What staff have closed opens again: nothing typed is lost."""
    response = page(request, HTTPStatus.SERVICE_UNAVAILABLE, typed=typed_into(request))
    response["Retry-After"] = "600"  # seconds: a guess, a person decides
    return response


def too_often(request: HttpRequest, *, seconds: int) -> HttpResponse:
    response = page(request, HTTPStatus.TOO_MANY_REQUESTS, typed=typed_into(request))
    response["Retry-After"] = str(seconds)
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception. What is away or full comes back: ask to wait."""
    failed = sys.exception()
    is_full = isinstance(failed, OSError) and failed.errno in (errno.ENOSPC, errno.EDQUOT)
    if is_full or isinstance(failed, OperationalError | InterfaceError):
        return page(request, HTTPStatus.SERVICE_UNAVAILABLE, typed=typed_into(request))
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, HTTPStatus.FORBIDDEN)
