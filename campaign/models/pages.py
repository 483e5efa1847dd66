"""The campaign's own words and figures: page texts, figures that cannot be counted, the timeline."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from campaign.kit.markdown import unknown_placeholders
from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.translated import Translated, both
from campaign.models.source import Source

# What staff may write in braces; campaign/figures.py computes each of them.
PLACEHOLDERS = [
    "as_of",
    "disappeared",
    "disappeared_as_of",
    "founding_civilians",
    "founding_leaders",
    "founding_prisoners_of_war",
    "freed",
    "freed_december_2023",
    "held",
    "held_civilians",
    "held_leaders",
    "held_prisoners_of_war",
    "held_since",
    "life_terms",
    "longest_term",
    "named",
    "shortest_term",
    "sponsors",
    "unsponsored",
]


def validate_placeholders(text: str) -> None:
    if unknown := unknown_placeholders(text, known=PLACEHOLDERS):
        raise ValidationError(
            _("Unknown word in braces: %(unknown)s. These exist: %(known)s."),
            params={"unknown": ", ".join(unknown), "known": ", ".join(PLACEHOLDERS)},
        )


class PageText(models.Model):
    """The words of one page, in both languages. Figures stand in them as {held}, never as digits."""

    class Page(models.TextChoices):
        HOME = "home", _("home page")
        CAMPAIGN = "campaign", _("the campaign")
        CONTEXT = "context", _("context")
        PRISONERS = "prisoners", _("the prisoners")
        UNSPONSORED = "unsponsored", _("without a sponsor")
        SPONSORS = "sponsors", _("the sponsors")
        SPONSOR = "sponsor", _("become a sponsor")
        ABOUT = "about", _("who we are")
        LEGAL = "legal", _("legal notice")
        PRIVACY = "privacy", _("privacy")
        ACCESSIBILITY = "accessibility", _("accessibility")
        CORRECT = "correct", _("corrections and right of reply")

    page = models.CharField(_("page"), max_length=20, choices=Page, unique=True)
    title_fr = models.CharField(_("title (French)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    description_fr = models.CharField(
        _("description (French)"), max_length=200, blank=True, validators=[validate_placeholders]
    )
    description_en = models.CharField(
        _("description (English)"), max_length=200, blank=True, validators=[validate_placeholders]
    )
    body_fr = models.TextField(_("text (French)"), max_length=20_000, validators=[validate_placeholders])
    body_en = models.TextField(_("text (English)"), max_length=20_000, validators=[validate_placeholders])

    title = Translated()
    description = Translated()
    body = Translated()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("page text")
        verbose_name_plural = _("page texts")
        constraints = [
            models.CheckConstraint(name="pagetext_has_both_titles", condition=both("title")),
            models.CheckConstraint(name="pagetext_has_both_bodies", condition=both("body")),
        ]

    def __str__(self) -> str:
        return self.get_page_display()


class KeyFigure(models.Model):
    """A figure that cannot be counted from the records, with its date and its sources."""

    key = models.SlugField(_("key"), unique=True)
    value = models.PositiveIntegerField(_("value"))
    label_fr = models.CharField(_("what is counted (French)"), max_length=500)
    label_en = models.CharField(_("what is counted (English)"), max_length=500)
    as_of = PartialDateField(_("as of"))
    sources = models.ManyToManyField(Source, related_name="+", verbose_name=_("sources"))

    label = Translated()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("key figure")
        verbose_name_plural = _("key figures")
        constraints = [
            models.CheckConstraint(name="keyfigure_has_both_labels", condition=both("label")),
            models.CheckConstraint(name="keyfigure_date_is_a_date", condition=is_partial_date("as_of")),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.label}"

    @property
    def rests_on_the_campaign_alone(self) -> bool:
        """The page then says so. Reads the sources: prefetch them."""
        return all(source.kind == Source.Kind.CAMPAIGN for source in self.sources.all())


class TimelineQuerySet(models.QuerySet["TimelineEntry"]):
    def in_order(self) -> Self:
        return self.order_by("happened_on", "key")


class TimelineEntry(models.Model):
    """A dated entry of the conflict and of what was said and done about the prisoners."""

    key = models.SlugField(_("key"), max_length=80, unique=True)
    happened_on = PartialDateField(_("date"))
    title_fr = models.CharField(_("title (French)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    text_fr = models.TextField(_("text (French)"), max_length=2_000)
    text_en = models.TextField(_("text (English)"), max_length=2_000)
    sources = models.ManyToManyField(Source, related_name="+", verbose_name=_("sources"))

    title = Translated()
    text = Translated()
    objects = TimelineQuerySet.as_manager()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        constraints = [
            models.CheckConstraint(name="timelineentry_has_both_titles", condition=both("title")),
            models.CheckConstraint(name="timelineentry_has_both_texts", condition=both("text")),
            models.CheckConstraint(
                name="timelineentry_date_is_a_date", condition=is_partial_date("happened_on")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened_on.in_words()}, {self.title}"
