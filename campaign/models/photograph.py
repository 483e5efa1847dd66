"""Photographs: whose they are, by what right they are shown, and the two NGOs that answer for it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.photographs import WRITTEN, widths_up_to
from campaign.kit.translated import Translated, both
from campaign.models.ngo import Ngo

SHOWN_IN = 640  # pixels: the file for browsers that choose none by themselves


class PhotographQuerySet[P: "Photograph"](models.QuerySet[P]):
    def confirmed(self) -> Self:
        """Public: two persons of two NGOs stand by its right."""
        return self.filter(confirmed_at__isnull=False)


class Photograph(models.Model):
    """What every photograph says of itself; the files lie in the public storage, under its token.

    Only campaign/photographs.py writes who proposed it and who confirmed.
    """

    token = models.CharField(_("name of its files"), max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alt_fr = models.CharField(
        _("what is seen (French)"),
        max_length=250,
        help_text=_("For those who do not see it: one sentence, without “photograph of”."),
    )
    alt_en = models.CharField(_("what is seen (English)"), max_length=250)
    credit = models.CharField(
        _("credit"),
        max_length=200,
        help_text=_("Shown: who took it, or whose archive it comes from. No relative by name."),
    )
    right_fr = models.CharField(
        _("right (French)"), max_length=200, help_text=_("Shown: the licence, or who allows it.")
    )
    right_en = models.CharField(_("right (English)"), max_length=200)
    origin = models.CharField(
        _("origin"),
        max_length=500,
        help_text=_("For staff: the address it was found at, or how it came. Never a captor’s picture."),
    )
    proposed_at = models.DateTimeField(_("proposed at"), editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+",
        verbose_name=_("proposed by"),
    )  # fmt: skip
    proposed_ngo = models.ForeignKey(
        Ngo, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name=_("proposed by the NGO")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    confirmed_ngo = models.ForeignKey(
        Ngo, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("confirmed by the NGO"),
    )  # fmt: skip

    alt = Translated()
    right = Translated()
    objects = PhotographQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_is_described_in_both_languages", condition=both("alt")),
            models.CheckConstraint(name="%(class)s_right_is_in_both_languages", condition=both("right")),
            models.CheckConstraint(
                name="%(class)s_says_its_credit_and_origin", condition=~Q(credit="") & ~Q(origin="")
            ),
            models.CheckConstraint(
                name="%(class)s_is_confirmed_by_another_ngo",
                condition=Q(confirmed_at=None, confirmed_ngo=None)
                | Q(confirmed_at__isnull=False, confirmed_ngo__isnull=False)
                & ~Q(proposed_ngo=F("confirmed_ngo")),
                violation_error_message=_("Somebody of another NGO must confirm this photograph."),
            ),
        ]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def subject(self) -> str:
        """The kind and the short name that stand in the addresses of its files."""
        raise NotImplementedError

    def beside(self) -> models.QuerySet["Photograph"]:
        """The others that stand for the same: at most one of them all is public."""
        raise NotImplementedError

    def is_to_be_hidden(self) -> bool:
        """At somebody's wish: then nobody confirms it."""
        return False

    @property
    def widths(self) -> list[int]:
        return widths_up_to(self.width)

    @property
    def file_names(self) -> list[str]:
        """Of every file, in the storage."""
        return [self.file_name(width, suffix) for width in self.widths for suffix in WRITTEN]

    def file_name(self, width: int, suffix: str) -> str:
        return f"photographs/{self.token}.{width}.{suffix}"

    def address(self, width: int, suffix: str) -> str:
        kind, slug = self.subject.split("/")
        return reverse(f"media:{kind}", args=[slug, self.token, width, suffix])

    @property
    def src(self) -> str:
        return self.address(max(width for width in self.widths if width <= SHOWN_IN), "jpg")

    @property
    def webp(self) -> str:
        return self.srcset("webp")

    @property
    def jpeg(self) -> str:
        return self.srcset("jpg")

    def srcset(self, suffix: str) -> str:
        return ", ".join(f"{self.address(width, suffix)} {width}w" for width in self.widths)


class CampaignPicture(Photograph):
    """The picture of the home page and of the campaign's: staff set it, none is needed."""

    caption_fr = models.CharField(_("caption (French)"), max_length=300)
    caption_en = models.CharField(_("caption (English)"), max_length=300)
    taken_on = PartialDateField(_("taken on"))

    caption = Translated()

    history = HistoricalRecords()

    class Meta(Photograph.Meta):
        abstract = False
        verbose_name = _("picture of the campaign")
        verbose_name_plural = _("pictures of the campaign")
        constraints = [
            *Photograph.Meta.constraints,
            models.CheckConstraint(name="campaignpicture_has_both_captions", condition=both("caption")),
            models.CheckConstraint(
                name="campaignpicture_date_is_a_date",
                condition=is_partial_date("taken_on") & ~Q(taken_on=""),
            ),
        ]

    def __str__(self) -> str:
        return self.caption

    @property
    def subject(self) -> str:
        return "campaign/libertas"

    def beside(self) -> models.QuerySet["Photograph"]:
        return CampaignPicture.objects.exclude(pk=self.pk)
