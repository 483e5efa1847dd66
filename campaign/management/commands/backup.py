"""Make a backup."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from campaign import backups, removals


class Command(BaseCommand):
    help = (
        "Write database and files, encrypted, into the folder BACKUPS, and read them again. Every night; "
        "copy the folder to another machine, the list of removals in it every few minutes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipients", type=Path, default=settings.BACKUP_RECIPIENTS)

    def handle(self, *, recipients: Path | str, **options: object) -> None:
        if not settings.BACKUPS or not recipients:
            raise CommandError("BACKUPS and BACKUP_RECIPIENTS must be set: a folder, and a file of age keys.")
        folder, now = Path(settings.BACKUPS), timezone.now()
        try:
            made = backups.make(folder, recipients=Path(recipients), now=now)
        except backups.NoBackup as error:
            raise CommandError(str(error)) from error
        removals.write_list()
        backups.remove_old(folder, now=now)
        self.stdout.write(str(made))
