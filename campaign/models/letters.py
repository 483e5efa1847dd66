"""The outbox: letters that are owed, and the trace of those that left."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.kit.sealing import SealedJson, SealedText


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, *, now: datetime) -> Self:
        return self.filter(sent_at=None, next_try_at__lte=now).order_by("next_try_at", "pk")

    def parked(self) -> Self:
        """Refused too often: a person must look."""
        return self.filter(sent_at=None, next_try_at=None)


class Letter(models.Model):
    """One letter, written in the transaction of what it announces. Sealed until it has left, then emptied."""

    key = models.CharField(
        _("key"),
        max_length=200,
        unique=True,
        help_text=_("What it says and to whom: the same letter is owed once."),
    )
    name = models.CharField(_("letter"), max_length=40)
    to = SealedText(_("to"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    context = SealedJson(_("content"), default=dict, blank=True)
    written_at = models.DateTimeField(_("written at"))
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        indexes = [models.Index(name="letter_due", fields=["next_try_at"], condition=models.Q(sent_at=None))]
        constraints = [
            models.CheckConstraint(
                name="letter_forgets_its_address_when_sent",
                condition=models.Q(sent_at=None) | models.Q(to=""),
            )
        ]

    def __str__(self) -> str:
        return self.key
