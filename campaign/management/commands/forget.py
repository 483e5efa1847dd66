"""Erase what is kept no longer."""

from argparse import ArgumentParser

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand
from django.utils import timezone

from campaign import removals
from campaign.kit.derived import write_missing
from campaign.models import Access, DeskSession, Invitation, SignInTries, Tally
from campaign.models.access import KEPT_FOR
from campaign.models.signing_in import AT_MOST
from prisoners.models import Correction
from sponsorships import services
from sponsorships.models import Contact, Sponsor
from sponsorships.models.sponsor import DERIVED
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
                if rule.contact_only:
                    services.forget_contact(sponsorship)
                else:
                    services.forget(sponsorship, erases_all=rule.erases_all)
            self.stdout.write(f"{rule.name}: {len(due)}")
        corrections = Correction.objects.kept_too_long(now=now)
        self.stdout.write(f"corrections: {corrections.count()}")
        if not dry_run:
            corrections.delete()
            Tally.objects.over(now=now).delete()
            removals.past(now=now).delete()
            Access.objects.over(now=now).delete()
            LogEntry.objects.filter(action_time__lte=now - KEPT_FOR).delete()
            DeskSession.objects.filter(began_at__lte=now - AT_MOST).delete()
            Session.objects.filter(expire_date__lte=now).delete()
            Invitation.objects.filter(ends_at__lte=now).delete()
            SignInTries.objects.filter(ends_at__lte=now).delete()
            write_missing(Sponsor, DERIVED)  # what the release before left out, beside this one
            write_missing(Contact, ["name_words"])
