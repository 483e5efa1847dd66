"""Error pages: in the language of the address, without a database, with a way home."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation


def language_of(request: HttpRequest) -> str:
    """The language that the address begins with, or else the site's first."""
    first = request.path_info.split("/")[1] if "/" in request.path_info else ""
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Rendered without the request, so that a broken one cannot break its own error page."""
    with translation.override(language_of(request)):
        context = {f"is_{status.value}": True, "language": language_of(request)}
        body = render_to_string("error.html", context)
        response = HttpResponse(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, HTTPStatus.FORBIDDEN)
