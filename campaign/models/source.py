"""Sources: every public fact names one. They stand on the ground: men, sponsors and timeline share them."""

from typing import Self

from django.db import models
from django.db.models import F
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.typed import WebAddress


class SourceQuerySet(models.QuerySet["Source"]):
    def newest_first(self) -> Self:
        return self.order_by(F("published_on").desc(), "publisher", "pk")


class Source(models.Model):
    """A page somebody published. The address of Azerbaijani official media is for staff only."""

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("the campaign")
        NGO = "ngo", _("NGO")
        PRESS = "press", _("press")
        OFFICIAL = "official", _("authority")
        PARLIAMENT = "parliament", _("parliament")
        COURT = "court", _("court")
        REFERENCE = "reference", _("reference work")
        OTHER = "other", pgettext_lazy("source", "other")
        AZ_MEDIA = "az_media", _("Azerbaijani official media")

    url = models.CharField(_("address"), max_length=500, unique=True, validators=[WebAddress()])
    title = models.CharField(_("title"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=120)
    published_on = PartialDateField(_("date"), blank=True)
    language = models.CharField(
        _("language"), max_length=3, blank=True, help_text=_("Two letters: fr, en, hy.")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    archived_url = models.CharField(_("archived copy"), max_length=500, blank=True, validators=[WebAddress()])

    objects = SourceQuerySet.as_manager()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("source")
        constraints = [
            models.CheckConstraint(
                name="source_kind_is_known",
                condition=models.Q(
                    kind__in=[
                        "campaign",
                        "ngo",
                        "press",
                        "official",
                        "parliament",
                        "court",
                        "reference",
                        "other",
                        "az_media",
                    ]
                ),
            ),
            models.CheckConstraint(name="source_date_is_a_date", condition=is_partial_date("published_on")),
        ]

    def __str__(self) -> str:
        known = [self.publisher, str(self.published_on or ""), self.title or self.url]
        return ", ".join(word for word in known if word)

    @property
    def is_named_only(self) -> bool:
        return self.kind == self.Kind.AZ_MEDIA

    @property
    def public_url(self) -> str:
        """Where a reader may go; empty for what is named without being linked."""
        return "" if self.is_named_only else self.url

    @property
    def label(self) -> str:
        """What a reader sees: the publisher, or the kind alone for Azerbaijani official media."""
        who = gettext("Azerbaijani official media") if self.is_named_only else self.title or self.publisher
        return f"{who}, {self.published_on.in_words()}" if self.published_on else who
