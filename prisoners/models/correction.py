"""What a relative, or anybody named, asks us to correct or to hide."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.sealing import SealedText
from prisoners.models.prisoner import Prisoner

KEPT_WHEN_DEALT_WITH = timedelta(days=30)  # time enough for a second letter
KEPT_AT_MOST = timedelta(days=183)  # the page of corrections and the privacy page say the same


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> Self:
        """What may put somebody in danger first, then the oldest."""
        danger_first = models.Case(models.When(wish=Correction.Wish.HIDE, then=0), default=1)
        return self.filter(dealt_with_at=None).order_by(danger_first, "received_at")

    def kept_too_long(self, *, now: datetime) -> Self:
        return self.filter(
            Q(dealt_with_at__lt=now - KEPT_WHEN_DEALT_WITH) | Q(received_at__lt=now - KEPT_AT_MOST)
        )


class Correction(models.Model):
    """A stranger's words: sealed, read at the desk, never published, never sent, soon erased."""

    class Wish(models.TextChoices):
        HIDE = "hide", pgettext_lazy("wish", "Something must no longer be published")
        CORRECT = "correct", pgettext_lazy("wish", "Something is wrong")
        REPLY = "reply", pgettext_lazy("wish", "I ask for the publication of a reply")
        OTHER = "other", pgettext_lazy("wish", "Something else")

    ticket = models.CharField(
        max_length=40, unique=True, editable=False, help_text=_("Given by the form: pressing twice is once.")
    )
    wish = models.CharField(_("wish"), max_length=10, choices=Wish)
    prisoner = models.ForeignKey(
        Prisoner,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose page"),
    )
    words = SealedText(_("what is asked"), max_length=5_000)
    email = SealedText(_("mail address for the answer"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    received_at = models.DateTimeField(_("received at"))
    dealt_with_at = models.DateTimeField(_("dealt with at"), null=True, blank=True)
    dealt_with_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dealt with by"),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for correction")
        verbose_name_plural = _("requests for correction")
        constraints = [
            models.CheckConstraint(
                name="correction_wish_is_known", condition=Q(wish__in=["hide", "correct", "reply", "other"])
            ),
            models.CheckConstraint(name="correction_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_wish_display()} ({self.pk})"
