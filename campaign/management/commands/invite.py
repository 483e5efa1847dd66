"""The first coordinators, who invite all others."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from campaign import accounts
from campaign.models import Ngo, Role, User


class Command(BaseCommand):
    help = "Make an account of a coordinator, if there is none of this name, and send the link to open it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("--ngo", required=True, help="its short name: covcas, hyestart, ...")
        parser.add_argument("--language", default="fr", choices=["fr", "en"])

    def handle(self, username: str, email: str, ngo: str, language: str, **options: Any) -> None:
        home = Ngo.objects.filter(slug=ngo).first()
        if home is None:
            raise CommandError(f"No NGO is called {ngo}.")
        new = {"email": email, "ngo": home, "role": Role.COORDINATOR, "is_staff": True, "password": "!"}
        user, _ = User.objects.get_or_create(username=username, defaults=new)
        accounts.invite(user, token=secrets.token_urlsafe(16), language=language, now=timezone.now())
