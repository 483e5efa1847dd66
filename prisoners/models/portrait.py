"""Portraits: a man's face, where his family allows it to be shown."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from campaign.models import Photograph
from prisoners.models.family import FamilyWish, Part
from prisoners.models.prisoner import Prisoner


class Portrait(Photograph):
    """A photograph of a man, with the recorded consent of his family."""

    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.PROTECT, related_name="portraits", verbose_name=_("prisoner")
    )
    consent_on = models.DateField(_("consent of the family on"))
    consent_how = models.CharField(
        _("how the consent was given"),
        max_length=300,
        help_text=_("For staff: by letter, by telephone, to which NGO. No relative by name."),
    )

    history = HistoricalRecords()

    class Meta(Photograph.Meta):
        abstract = False
        verbose_name = _("portrait")
        constraints = [
            *Photograph.Meta.constraints,
            models.CheckConstraint(name="portrait_says_how_the_family_agreed", condition=~Q(consent_how="")),
            models.UniqueConstraint(
                name="portrait_shown_is_one_a_man",
                fields=["prisoner"],
                condition=Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prisoner}, {self.credit}"

    @property
    def subject(self) -> str:
        return f"portrait/{self.prisoner.slug}"

    def is_to_be_hidden(self) -> bool:
        return FamilyWish.objects.filter(
            prisoner=self.prisoner_id, part=Part.PORTRAIT, may_be_shown=False
        ).exists()

    def beside(self) -> models.QuerySet[Photograph]:
        return Portrait.objects.filter(prisoner=self.prisoner).exclude(pk=self.pk)
