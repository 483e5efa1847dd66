"""The publisher."""

import logging
import signal
from argparse import ArgumentParser
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from campaign import offline
from campaign.publishing import NotPublished, Round, publish
from campaign.tree import Tree

PAUSE_SECONDS = 0.5  # between two looks of --loop: one query

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Render the public site into a folder of files that nginx serves; only what has changed is written. "
        "Safe to run twice, and after a crash. With --loop: stay, and publish each change at once. "
        "After a new release: --all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="PUBLISHED_TREE where it is not given")
        parser.add_argument("--loop", action="store_true", help="stay until stopped")
        parser.add_argument("--all", action="store_true", help="whatever the records say, and assets too")
        parser.add_argument("--zip", type=Path, metavar="FILE", help="also the copy that opens anywhere")
        parser.add_argument("--verify", action="store_true", help="fail where a link breaks or a form stands")

    def handle(self, *, folder: Path | None, verify: bool, **options: Any) -> None:
        if not folder and not settings.PUBLISHED_TREE:
            raise CommandError("Name a folder, or set PUBLISHED_TREE.")
        tree, copy = Tree(folder or Path(settings.PUBLISHED_TREE)), options["zip"]
        if options["loop"]:
            self.stay(tree, copy)
            return
        try:
            self.say(publish(tree, everything=options["all"]))
        except NotPublished as error:
            raise CommandError(str(error)) from error
        if copy:
            offline.make_copy(tree, copy)
        if verify and (problems := self.problems(tree, copy)):
            raise CommandError("\n".join(problems))

    def problems(self, tree: Tree, copy: Path | None) -> list[str]:
        return [*offline.problems_of_tree(tree), *(offline.problems_of_copy(copy) if copy else [])]

    def stay(self, tree: Tree, copy: Path | None) -> None:
        """Begins with everything: the program itself may be a new one."""
        stopped, is_first = Event(), True
        for end in (signal.SIGINT, signal.SIGTERM):  # the round at hand is finished first
            signal.signal(end, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                done = publish(tree, everything=is_first)
                is_first = False
                if copy and (done.written or done.removed):
                    offline.make_copy(tree, copy)
                if done.written or done.removed:
                    self.say(done)
            except (OperationalError, OSError, NotPublished):
                logger.exception("Not published; the next round begins again")
            close_old_connections()
            stopped.wait(PAUSE_SECONDS)

    def say(self, done: Round) -> None:
        counts = f"{len(done.written)} written, {len(done.removed)} removed, {len(done.failed)} failed"
        self.stdout.write(f"{len(done.files)} files: {counts}.")
        self.stdout.flush()
