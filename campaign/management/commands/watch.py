"""The lookout."""

from argparse import ArgumentParser
from collections.abc import Sequence
from time import sleep
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign import letters, lookout
from campaign.kit import signing
from campaign.models import Ngo

PATIENCE_SECONDS = 120  # a change is everywhere within ninety
TOLD = 20  # differences in a letter


class Command(BaseCommand):
    help = (
        "Compare the live site, or a mirror, page by page with the signed manifest. What still differs two "
        "minutes later is an alarm: exit status 1, and one letter a day to each NGO. Run every hour, also "
        "from another machine (--public-key, without letters)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("site", nargs="?", default=settings.SITE_URL, help="SITE_URL unless given")
        parser.add_argument("--public-key", help="that of MANIFEST_KEY unless given; noted when it was made")
        parser.add_argument("--no-letters", action="store_true", help="only say it and fail")

    def handle(self, *, site: str, public_key: str | None, no_letters: bool, **options: Any) -> None:
        if not public_key and not settings.MANIFEST_KEY:
            raise CommandError("Name the --public-key, or set MANIFEST_KEY.")
        key = public_key or signing.public_key(settings.MANIFEST_KEY)
        found = self.look(site.rstrip("/"), key)
        if found and not no_letters:
            self.alarm(site, found)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{site} is what was published.")

    def look(self, site: str, key: str) -> list[str]:
        """Twice where something differs: pages change, and caches follow."""
        today = timezone.localdate()
        try:
            first = lookout.differences(site, public_key=key, today=today)
            if not first:
                return []
            sleep(PATIENCE_SECONDS)
            only = {urlsplit(difference.address).path for difference in first}
            return list(map(str, lookout.differences(site, public_key=key, today=today, only=only)))
        except lookout.NotTrusted as error:
            return [str(error)]
        except OSError as error:
            return [f"the manifest cannot be had: {type(error).__name__}"]

    def alarm(self, site: str, found: Sequence[str]) -> None:
        now = timezone.now()
        for ngo in Ngo.objects.in_order().exclude(email=""):
            context = {"site": site, "found": "\n".join(found[:TOLD]), "on_call": settings.ON_CALL}
            letters.write(
                "alarm",
                key=f"alarm {site} {ngo.slug} {timezone.localdate()}",
                to=ngo.email,
                language="fr",
                context=context,
                now=now,
            )
