"""Erase what is kept no longer."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from sponsorships import services
from sponsorships.retention import RULES


class Command(BaseCommand):
    help = (
        "Erase the requests whose time is over (sponsorships/retention.py). Run every day; safe to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, dry_run: bool, **options: object) -> None:
        now = timezone.now()
        for rule in RULES:
            due = list(rule.due(now=now))
            for sponsorship in due if not dry_run else []:
                services.forget(sponsorship, erases_all=rule.erases_all)
            self.stdout.write(f"{rule.name}: {len(due)}")
