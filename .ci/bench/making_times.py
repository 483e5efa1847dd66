"""What one picture, one certificate, one import takes, the middle of several: a name and milliseconds."""

import os
import time
from collections.abc import Callable
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.messages.storage.fallback import FallbackStorage  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils import timezone  # noqa: E402

from campaign.admin.sheets import bring_in, table  # noqa: E402
from campaign.kit.share_picture import draw  # noqa: E402
from campaign.models import Ngo, Role, User  # noqa: E402
from prisoners.cards import share_picture  # noqa: E402
from prisoners.models import Event, Prisoner  # noqa: E402
from sponsorships.documents import certificate  # noqa: E402
from sponsorships.models import Sponsorship  # noqa: E402

TODAY = timezone.localdate()
LINES = 200  # of events, corrected by hand in a sheet


def milliseconds(make: Callable[[], object], times: int = 5) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        make()
        took.append((time.perf_counter() - began) * 1000)
    return median(took)


def desk_request() -> HttpRequest:
    """As a coordinator's browser would send it."""
    request = RequestFactory().post("/")
    ngo = Ngo.objects.first()
    request.user = User.objects.create_user("bench", is_staff=True, role=Role.COORDINATOR, ngo=ngo)
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    return request


def corrected_lines(desk: admin.ModelAdmin, request: HttpRequest) -> list[dict[str, str]]:
    made = table(desk, request, Event.objects.order_by("pk")[:LINES])
    return [line | {"text_en": f"{line['text_en']} Corrected."} for line in made.dict]


def main() -> None:
    man = Prisoner.objects.published().first()
    promise = Sponsorship.objects.public().exclude(prisoner=None).first()
    desk, request = admin.site.get_model_admin(Event), desk_request()
    lines = corrected_lines(desk, request)

    def one_certificate(*languages: str) -> Callable[[], object]:
        return lambda: certificate(
            promise, title="certificate", languages=languages, is_fulfilled=False, today=TODAY
        )

    def import_lines() -> None:
        assert bring_in(desk, request, lines, sure=False).can_be_done  # noqa: S101

    made = {
        "share_picture": lambda: draw(share_picture(man, today=TODAY)),
        "certificate,_one_language": one_certificate("fr"),
        "certificate,_both_languages": one_certificate("fr", "en"),
        "the_campaign's_files_loaded_again,_nothing_new": lambda: call_command(
            "load_campaign", str(settings.DATA), verbosity=0
        ),
        f"{len(lines)}_corrected_lines_of_a_sheet,_looked_at": import_lines,
    }
    for name, make in made.items():
        print(name, milliseconds(make))


if __name__ == "__main__":
    main()
