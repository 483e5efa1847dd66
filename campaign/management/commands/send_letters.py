"""The mail worker."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from campaign import letters

PAUSE_SECONDS = 2  # between two rounds of --loop


class Command(BaseCommand):
    help = "Send the letters that are due; safe to run twice. With --loop: stay and look every two seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="stay until stopped")

    def handle(self, *, loop: bool, **options: object) -> None:
        while True:
            letters.send_due(now=timezone.now())
            if not loop:
                return
            close_old_connections()
            time.sleep(PAUSE_SECONDS)
