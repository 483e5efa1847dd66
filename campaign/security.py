"""security.txt (RFC 9116): whom to tell of a weakness of this site."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

# Less than a year ahead (RFC 9116, 2.5.5): somebody has looked. A test says when to look again.
EXPIRES_AT = datetime(2027, 10, 31, tzinfo=UTC)
SECURITY_TXT = ".well-known/security.txt"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    lines = [
        f"Contact: {settings.SECURITY_CONTACT or page_for_everybody()}",
        f"Expires: {EXPIRES_AT:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.SITE_URL}/{SECURITY_TXT}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def page_for_everybody() -> str:
    """Where no address was given, the page of corrections answers."""
    with translation.override("en"):
        return settings.SITE_URL + reverse("prisoners:correct")
