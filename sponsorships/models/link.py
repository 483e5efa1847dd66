"""Secret links: what stands in a letter opens one door, and only its digest is kept."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.models import Letter
from sponsorships.models.sponsorship import Sponsorship

CONFIRM_WITHIN = timedelta(hours=72)  # from when the letter left; then a new link on request


def digest(token: str) -> str:
    """What is kept of a secret: a stolen table opens nothing. 128 random bits need no salt."""
    return sha256(token.encode(errors="replace")).hexdigest()


class SecretLinkQuerySet(models.QuerySet["SecretLink"]):
    def confirming(self, token: str, *, now: datetime) -> Self:
        """The link of a first letter, while it lives."""
        return self.filter(purpose=SecretLink.Purpose.CONFIRM, digest=digest(token)).exclude(
            letter__sent_at__lt=now - CONFIRM_WITHIN
        )

    def handing_over(self, token: str) -> Self:
        """The link in the letter to the next person; it lives until that person has answered."""
        return self.filter(purpose=SecretLink.Purpose.HANDOVER, digest=digest(token), voided_at=None)

    def opening(self, token: str) -> Self:
        """The link of a later letter: it lives until a new one is asked for, or the contact is erased."""
        return self.filter(purpose=SecretLink.Purpose.OWN_PAGE, digest=digest(token), voided_at=None)


class SecretLink(models.Model):
    """A door to one sponsorship. A link that confirms opens nothing else."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", _("confirm the request")
        HANDOVER = "handover", _("take the sponsorship over")
        OWN_PAGE = "own_page", _("the sponsor’s own page")

    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="+")

    objects = SecretLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("secret link")

    def __str__(self) -> str:
        return f"{self.sponsorship_id} {self.purpose}"
