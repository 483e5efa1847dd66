"""Who looked at a person's contact, searched or took out a list, and why. Kept two years; nobody edits it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.typography import titled
from campaign.models.ngo import Ngo

KEPT_FOR = timedelta(days=2 * 365)


class AccessQuerySet(models.QuerySet["Access"]):
    def over(self, *, now: datetime) -> Self:
        """To be forgotten."""
        return self.filter(seen_at__lte=now - KEPT_FOR)


class Access(models.Model):
    """One look: the number of the record, or the list, with how many were taken out.

    The log itself holds nothing of a sponsor, nor the words that were searched.
    """

    class What(models.TextChoices):
        SEEN = "seen", pgettext_lazy("access", "saw a contact")
        SEARCHED = "searched", pgettext_lazy("access", "searched a list")
        EXPORTED = "exported", pgettext_lazy("access", "exported a list")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    ngo = models.ForeignKey(Ngo, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("NGO"))
    what = models.CharField(_("what"), max_length=8, choices=What)
    records = models.TextField(_("records"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    seen_at = models.DateTimeField(_("when"))

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("look, search or export")
        verbose_name_plural = _("looks, searches and exports")
        indexes = [models.Index(name="access_by_time", fields=["seen_at"])]
        constraints = [
            models.CheckConstraint(
                name="access_export_says_why", condition=~Q(what="exported") | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return titled(self.user, self.get_what_display())
