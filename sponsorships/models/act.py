"""What a sponsor did: a vote, a ceremony, a portrait shown, a letter, a visit, a statement."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.private import private_files
from campaign.kit.sealing import SealedLines
from campaign.kit.translated import Translated
from campaign.kit.typed import WebAddress
from sponsorships.models.sponsorship import Sponsorship, follower_beside


class ActQuerySet(models.QuerySet["Act"]):
    def waiting(self) -> Self:
        return self.filter(state=Act.State.WAITING)

    def public(self) -> Self:
        """Read by staff, in both languages, of a sponsorship that is public itself."""
        return self.filter(
            state=Act.State.PUBLISHED, sponsorship__in=Sponsorship.objects.public().values("pk")
        )

    def newest_first(self) -> Self:
        return self.order_by("-happened_on", "-pk")


class Act(models.Model):
    """Reported by its sponsor in one language; staff read it, write it in both, and publish or refuse it."""

    class Kind(models.TextChoices):
        VOTE = "vote", pgettext_lazy("act", "vote")
        CEREMONY = "ceremony", pgettext_lazy("act", "ceremony")
        PORTRAIT = "portrait", pgettext_lazy("act", "portrait shown")
        LETTER = "letter", pgettext_lazy("act", "letter")
        VISIT = "visit", pgettext_lazy("act", "visit")
        STATEMENT = "statement", pgettext_lazy("act", "statement")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("act", "waiting to be read")
        PUBLISHED = "published", pgettext_lazy("act", "published")
        REFUSED = "refused", pgettext_lazy("act", "not published")

    sponsorship = models.ForeignKey(
        Sponsorship, on_delete=models.CASCADE, related_name="acts", verbose_name=_("sponsorship")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    happened_on = PartialDateField(_("date"))
    told = SealedLines(_("what the sponsor wrote"), max_length=1_000, editable=False, holder=follower_beside)
    text_fr = models.TextField(_("text (French)"), max_length=1_000, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=1_000, blank=True)
    url = models.CharField(_("link"), max_length=500, blank=True, validators=[WebAddress()])
    picture = models.FileField(_("picture"), storage=private_files, max_length=80, blank=True, editable=False)
    picture_credit = models.CharField(_("credit of the picture"), max_length=200, blank=True)
    ticket = models.CharField(max_length=40, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, editable=False)
    reported_at = models.DateTimeField(_("reported at"), editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip

    text = Translated()
    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        constraints = [
            models.CheckConstraint(
                name="act_published_is_in_both_languages",
                condition=~Q(state="published") | ~Q(text_fr="") & ~Q(text_en=""),
                violation_error_message=_("Nothing is published in one language only."),
            ),
            models.CheckConstraint(
                name="act_decided_says_when",
                condition=Q(state="waiting", decided_at=None)
                | ~Q(state="waiting") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="act_state_is_known", condition=Q(state__in=["waiting", "published", "refused"])
            ),
            models.CheckConstraint(
                name="act_date_is_a_date", condition=is_partial_date("happened_on") & ~Q(happened_on="")
            ),
            models.CheckConstraint(
                name="act_picture_has_a_credit", condition=Q(picture="") | ~Q(picture_credit="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.happened_on.in_words()}"
