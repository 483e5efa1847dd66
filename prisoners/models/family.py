"""What a family wishes to be shown of a man. What it asks to hide is taken out of the record."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.typography import titled
from campaign.models import Source
from prisoners.models.event import Event
from prisoners.models.prisoner import Prisoner

# What can be hidden, and the columns that it fills.
PARTS = {
    "name_hy": ["name_hy"],
    "role": ["role_fr", "role_en"],
    "born_on": ["born_on"],
    "capture_place": ["capture_place_fr", "capture_place_en"],
    "charges": ["charges_fr", "charges_en"],
    "sentence": ["court_fr", "court_en", "sentenced_on", "sentence_years", "sentence_life"],
    "icrc_confirmed": ["icrc_confirmed"],
    "biography": ["biography_fr", "biography_en"],
}
TEXTS = ["text_fr", "text_en"]  # of an event


class Part(models.TextChoices):
    """A fact of a man's page, as staff and families speak of it."""

    EVERYTHING = "everything", pgettext_lazy("part", "the man himself, everywhere")
    NAME_HY = "name_hy", pgettext_lazy("part", "his name in Armenian script")
    ROLE = "role", pgettext_lazy("part", "office or role")
    BORN_ON = "born_on", pgettext_lazy("part", "birth")
    CAPTURE_PLACE = "capture_place", pgettext_lazy("part", "place of capture")
    CHARGES = "charges", pgettext_lazy("part", "charges")
    SENTENCE = "sentence", pgettext_lazy("part", "sentence and court")
    ICRC_CONFIRMED = "icrc_confirmed", pgettext_lazy("part", "Red Cross")
    BIOGRAPHY = "biography", pgettext_lazy("part", "biography")
    PORTRAIT = "portrait", pgettext_lazy("part", "his portrait")
    EVENT_TEXT = "event_text", pgettext_lazy("part", "the text of an event")


FACTS = [one for one in Part.choices if one[0] in PARTS]


class FamilyWish(models.Model):
    """One for each part that the family spoke of. `withheld` keeps what was taken out, for staff alone."""

    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.CASCADE, related_name="wishes", verbose_name=_("prisoner")
    )
    part = models.CharField(_("what"), max_length=20, choices=Part)
    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="wish", verbose_name=_("event")
    )
    may_be_shown = models.BooleanField(_("may be shown"))
    withheld = models.JSONField(_("taken out"), default=dict, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # by the command that brings a backup back
        related_name="+",
        verbose_name=_("recorded by"),
    )

    class Meta:
        verbose_name = _("wish of the family")
        verbose_name_plural = _("wishes of the family")
        constraints = [
            models.UniqueConstraint(
                name="family_wish_is_one_for_each_part",
                fields=["prisoner", "part"],
                condition=~Q(part="event_text"),
            ),
            models.CheckConstraint(
                name="family_wish_on_a_text_names_its_event",
                condition=Q(part="event_text", event__isnull=False) | ~Q(part="event_text") & Q(event=None),
            ),
            models.CheckConstraint(
                name="family_wish_withholds_only_what_is_hidden",
                condition=Q(may_be_shown=False) | Q(withheld={}),
            ),
        ]

    def __str__(self) -> str:
        return titled(self.get_part_display(), self.event) if self.event_id else self.get_part_display()


class FactSource(models.Model):
    """Where one fact of a man's page comes from, and how sure it is. What is disputed is said so there."""

    class Confidence(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("fact", "confirmed")
        REPORTED = "reported", pgettext_lazy("fact", "reported")
        DISPUTED = "disputed", pgettext_lazy("fact", "disputed")

    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.CASCADE, related_name="facts", verbose_name=_("prisoner")
    )
    part = models.CharField(_("fact"), max_length=20, choices=FACTS)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", verbose_name=_("source"))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("For staff. Never public."))

    class Meta:
        verbose_name = _("source of a fact")
        verbose_name_plural = _("sources, fact by fact")
        constraints = [
            models.UniqueConstraint(name="fact_names_a_source_once", fields=["prisoner", "part", "source"])
        ]

    def __str__(self) -> str:
        return titled(self.get_part_display(), self.source)
