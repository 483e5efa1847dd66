"""The mail worker."""

import logging
import signal
from argparse import ArgumentParser
from threading import Event

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from campaign import letters
from sponsorships.letters import write_owed
from sponsorships.services import answer_those_who_asked

PAUSE_SECONDS = 2  # between two rounds of --loop

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send the letters that are due; safe to run twice. With --loop: stay and look every two seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="stay until stopped")

    def handle(self, *, loop: bool, **options: object) -> None:
        if not loop:
            self.go_round()
            return
        stopped = Event()
        for end in (signal.SIGINT, signal.SIGTERM):  # a letter that is leaving is recorded first
            signal.signal(end, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                self.go_round()
            except OperationalError:
                logger.exception("The database does not answer; the next round asks again")
            close_old_connections()
            stopped.wait(PAUSE_SECONDS)

    def go_round(self) -> None:
        """First the links asked for, and what became owed by what happened to the men; then what is due."""
        now = timezone.now()
        answer_those_who_asked(now=now)
        write_owed(now=now)
        letters.send_due(now=now)
