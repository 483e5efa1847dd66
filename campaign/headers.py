"""Headers that Django does not know: what browsers may do with our pages, and how long they may be kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Every feature of a browser off, but copying a link and the system's share sheet; passkeys for staff.
OFF = [
    "accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "compute-pressure",
    "display-capture", "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "serial", "storage-access", "usb", "window-management", "xr-spatial-tracking",
]  # fmt: skip
PUBLIC = ", ".join([*(f"{name}=()" for name in OFF), "clipboard-write=(self)", "web-share=(self)"])
STAFF = ", ".join(
    [
        *(f"{name}=()" for name in OFF),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    ]
)
KEPT = "public, max-age=60, stale-while-revalidate=30"  # a change is everywhere within ninety seconds


def headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Outermost middleware, so that static files and error pages carry them too."""
    languages = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
    admin = f"/{settings.ADMIN_PATH}/"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        of_staff = request.path_info.startswith(admin)
        response.headers.setdefault("Permissions-Policy", STAFF if of_staff else PUBLIC)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        is_a_page = response.status_code == 200 and request.path_info.startswith(languages)
        if is_a_page and request.method in ("GET", "HEAD") and not response.cookies:
            response.headers.setdefault("Cache-Control", KEPT)
            if settings.ONION_LOCATION:  # Tor Browser then offers the address without exit node
                response.headers.setdefault("Onion-Location", settings.ONION_LOCATION + request.path)
        return response

    return middleware
