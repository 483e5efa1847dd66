"""The first start on somebody's own machine: the records, three accounts, and where everything is."""

import secrets

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from campaign.models import Ngo, Role, User
from prisoners.models import Prisoner


class Command(BaseCommand):
    help = (
        "Embedded mode only: load the campaign's records into an empty database, create one account of "
        "staff for each NGO if there is none, say where everything is. Run by `make run`; safe to run twice."
    )

    def handle(self, **options: object) -> None:
        if not settings.EMBEDDED:
            raise CommandError("This prepares the embedded mode; in production nothing is created by itself.")
        if not Prisoner.objects.exists():
            call_command("load_campaign", str(settings.DATA), stdout=self.stdout)
        if not User.objects.exists():
            self.create_accounts()
        self.say_where_everything_is()
        self.stdout.flush()

    @transaction.atomic
    def create_accounts(self) -> None:
        """Kept only once the passwords have been shown."""
        self.stdout.write("Accounts for the admin. Write them down: they will not be shown again.")
        for ngo in Ngo.objects.in_order():
            password = secrets.token_urlsafe(12)  # 96 random bits
            User.objects.create_user(
                ngo.slug, password=password, ngo=ngo, is_staff=True, role=Role.COORDINATOR
            )
            self.stdout.write(f"  {ngo.slug:<26}{password}")
        self.stdout.flush()

    def say_where_everything_is(self) -> None:
        self.stdout.write(f"Site           {settings.SITE_URL}/")
        self.stdout.write(f"Admin          {settings.SITE_URL}/{settings.ADMIN_PATH}/")
        self.stdout.write(f"Outgoing mail  {settings.MAIL_FOLDER}")
