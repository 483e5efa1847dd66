"""Rotation of keys."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from campaign.kit.sealing import reseal, sealed_fields


class Command(BaseCommand):
    help = (
        "Write again, with the newest keys of CONTACT_KEYS and LOOKUP_KEY, all that is sealed at rest. "
        "After a key was put in front of the old one; when it is done the old key may go. Safe to run twice."
    )

    def handle(self, **options: object) -> None:
        for model in apps.get_models():
            if sealed_fields(model):
                with transaction.atomic():
                    count = reseal(model._default_manager.all())
                self.stdout.write(f"{model._meta.label}: {count}")
        self.stdout.write(f"second factors: {reseal_factors()}")


def reseal_factors() -> int:
    """What makes the codes of the second factor; a passkey has no secret here."""
    with transaction.atomic():
        factors = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
        for factor in factors:
            for name in ("secret", "seed"):
                if name in factor.data:
                    factor.data[name] = encrypt(decrypt(factor.data[name]))
            factor.save(update_fields=["data"])
    return len(factors)
