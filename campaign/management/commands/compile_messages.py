"""Compile the translations without any system package."""

from django.conf import settings
from django.core.management.base import BaseCommand
from polib import pofile


class Command(BaseCommand):
    help = "Compile every .po file of locale/ that is newer than its .mo file. Run by `make setup`."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        for folder in settings.LOCALE_PATHS:
            for source in folder.rglob("*.po"):
                compiled = source.with_suffix(".mo")
                if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                    pofile(str(source), encoding="utf-8").save_as_mofile(str(compiled))
