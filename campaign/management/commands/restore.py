"""Bring a backup back."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign import backups, photographs, revision
from campaign.kit.refusal import Refused
from campaign.models import CampaignPicture, Removal, User
from prisoners.models import Event, Portrait, Prisoner
from prisoners.services import record_wish, record_wish_on_text, remove_event, take_back_confirmation
from sponsorships import services
from sponsorships.models import Act, Sponsorship

What = Removal.What


class Command(BaseCommand):
    help = "Bring a backup back into an empty database, but what was removed since. Then start the site."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="the file with a key that opens it")
        parser.add_argument(
            "--removals", type=Path, required=True, help="removals.json from beside the backups"
        )

    def handle(self, *, backup: Path, identity: Path, removals: Path, **options: object) -> None:
        gone = json.loads(removals.read_text())
        try:
            manifest = backups.bring_back(backup, identity=identity)
        except backups.NoBackup as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        made_at = datetime.fromisoformat(manifest["made_at"])
        since = [(what, key) for what, key, at in gone if datetime.fromisoformat(at) >= made_at]
        with transaction.atomic():
            for what, key in since:
                remove_again(What(what), key, now=made_at)
            Session.objects.all().delete()  # whoever was signed in then
        call_command("forget", stdout=self.stdout)
        self.stdout.write(f"Restored: {backup.name}, {len(since)} removals since.")


def remove_again(what: Removal.What, key: str, *, now: datetime) -> None:
    revision.moved()
    match what:
        case What.ACCOUNT:
            User.objects.filter(pk=key).update(is_active=False)
        case What.PHOTOGRAPH | What.PUBLIC_PHOTOGRAPH:
            take_photograph_away(key, with_files=what == What.PHOTOGRAPH)
        case What.PUBLIC_MAN | What.FAMILY_WISH | What.EVENT | What.CONFIRMATION:
            hide_of_prisoners(what, key, now=now)
        case What.EVENT_TEXT:
            for event in Event.objects.filter(key=key):
                record_wish_on_text(event, may_be_shown=False, by=None, now=now)
        case What.PUBLIC_ACT:
            Act.objects.filter(pk=key, state=Act.State.PUBLISHED).update(state=Act.State.REFUSED)
        case _:
            erase_of_sponsors(what, key, now=now)


def take_photograph_away(token: str, *, with_files: bool) -> None:
    for model in (Portrait, CampaignPicture):
        for photograph in model.objects.filter(token=token):
            (photographs.remove if with_files else photographs.take_away)(photograph)


def hide_of_prisoners(what: Removal.What, key: str, *, now: datetime) -> None:
    if what == What.PUBLIC_MAN:
        Prisoner.objects.filter(slug=key).update(published=False)
    elif what == What.FAMILY_WISH:
        man, part, number = key.split()
        by = User.objects.filter(pk=number).first() or User.objects.order_by("pk").first()
        for prisoner in Prisoner.objects.filter(pk=man):
            if by is not None:
                record_wish(prisoner, part=part, may_be_shown=False, by=by, now=now)
    else:
        undo = remove_event if what == What.EVENT else take_back_confirmation
        for event in Event.objects.filter(key=key):
            try:
                undo(event)
            except Refused:  # the last word on him was written after the backup: he waits for a person
                Prisoner.objects.filter(pk=event.prisoner_id).update(published=False)


def erase_of_sponsors(what: Removal.What, key: str, *, now: datetime) -> None:
    """No letter leaves: a contact is erased before its sponsorship is withdrawn."""
    sponsorship = Sponsorship.objects.filter(pk=key).first()
    if sponsorship is None:
        return
    match what:
        case What.SPONSORSHIP:
            services.forget(sponsorship)
        case What.CONTACT:
            services.forget(sponsorship, erases_all=False)
        case What.WITHDRAWAL:
            services.withdraw(sponsorship, now=now)
        case What.ERASURE:
            services.erase(sponsorship, now=now)
        case What.PUBLIC_SPONSORSHIP:
            services.unpublish(sponsorship)
        case What.HANDED_OVER:  # the earlier person; the next one is in no backup
            services.forget_contact(sponsorship)
