"""The campaign's records, from the files that the NGOs keep."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import IntegrityError
from django.utils import timezone

from campaign.loading.folder import load_folder, report
from campaign.loading.reading import LoadRefused


class Command(BaseCommand):
    help = (
        "Load the records of a folder (data/DATA.md describes its files), whole or not at all; safe to run "
        "twice. What staff have edited since is reported and kept. Run by hand after a change of the files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="insist on what staff edited or deleted")

    @no_translations
    def handle(self, *, folder: Path, overwrite: bool, verbosity: int, **options: object) -> None:
        try:
            load = load_folder(folder, overwrite=overwrite, now=timezone.now())
        except LoadRefused as error:
            raise CommandError(str(error)) from error
        except IntegrityError as error:  # what staff edited and what the files say do not go together
            raise CommandError(f"Nothing was loaded: the database refuses it ({error}).") from error
        if verbosity:
            self.stdout.write("\n".join(report(load)))
