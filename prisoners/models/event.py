"""Events: the dated facts of a man's life in the site. His status is what the last confirmed one says."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.translated import Translated, both
from campaign.models import Ngo, Source
from prisoners.models.prisoner import Prisoner

LETTERS_WAIT_HOURS = 24  # a night to find out that a release was announced too early
LONGEST_WAIT_HOURS = 24 * 60  # two months: a family may need to get him home first


class EventQuerySet(models.QuerySet["Event"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """Recorded, and without effect until somebody of another NGO confirms."""
        return self.filter(confirmed_at=None, refused_at=None)

    def refused(self) -> Self:
        """Read by another person, and found wrong: they never act, and say why."""
        return self.filter(refused_at__isnull=False)

    def first_those_for(self, ngo: Ngo | None) -> Self:
        """What this NGO may confirm comes first, then the oldest."""
        is_mine = models.Case(models.When(recorded_ngo=ngo, then=1), default=0) if ngo else models.Value(0)
        return self.annotate(is_mine=is_mine).order_by("is_mine", "recorded_at", "pk")

    def of_status(self) -> Self:
        return self.filter(kind__in=Event.STATUS_OF)

    def in_order(self) -> Self:
        return self.order_by("happened_on", "pk")


class Event(models.Model):
    """A fact with its date, its sources, and who answers for it."""

    class Kind(models.TextChoices):
        CAPTURE = "capture", pgettext_lazy("event", "capture")
        REPORTED_HELD = "reported_held", pgettext_lazy("event", "reported held")
        TRANSFER = "transfer", pgettext_lazy("event", "transfer")
        TRIAL = "trial", pgettext_lazy("event", "trial")
        SENTENCE = "sentence", pgettext_lazy("event", "sentence")
        APPEAL = "appeal", pgettext_lazy("event", "appeal")
        VISIT = "visit", pgettext_lazy("event", "visit")
        STATEMENT = "statement", pgettext_lazy("event", "statement")
        RELEASE = "release", pgettext_lazy("event", "release")
        DEATH = "death", pgettext_lazy("event", "death")
        DISAPPEARANCE = "disappearance", pgettext_lazy("event", "disappearance")
        OTHER = "other", pgettext_lazy("event", "other")

    # The kinds that say where a man is, and what they say.
    STATUS_OF = {
        Kind.CAPTURE: Prisoner.Status.DETAINED,
        Kind.REPORTED_HELD: Prisoner.Status.DETAINED,
        Kind.RELEASE: Prisoner.Status.RELEASED,
        Kind.DEATH: Prisoner.Status.DEAD,
        Kind.DISAPPEARANCE: Prisoner.Status.DISAPPEARED,
    }
    ENDINGS = [Kind.RELEASE, Kind.DEATH, Kind.DISAPPEARANCE]

    key = models.SlugField(_("key"), max_length=100, unique=True)
    prisoner = models.ForeignKey(
        Prisoner, on_delete=models.PROTECT, related_name="events", verbose_name=_("prisoner")
    )
    happened_on = PartialDateField(_("date"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    text_fr = models.TextField(_("text (French)"), max_length=2_000)
    text_en = models.TextField(_("text (English)"), max_length=2_000)
    text_hidden = models.BooleanField(
        _("text hidden at the wish of his family"), default=False, db_default=False, editable=False
    )
    sources = models.ManyToManyField(Source, related_name="+", verbose_name=_("sources"))

    from_initial_load = models.BooleanField(_("from the initial load"), default=False, editable=False)
    needs_another_ngo = models.BooleanField(_("needs another NGO"), default=False, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("recorded by"),
    )  # fmt: skip
    recorded_ngo = models.ForeignKey(
        Ngo,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by the NGO"),
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    confirmed_ngo = models.ForeignKey(
        Ngo,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("confirmed by the NGO"),
    )

    refused_at = models.DateTimeField(_("refused at"), null=True, editable=False)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("refused by"),
    )  # fmt: skip
    refusal = models.TextField(_("why it was refused"), max_length=1_000, blank=True, editable=False)
    letters_wait_hours = models.PositiveSmallIntegerField(
        _("hours before the letters"),
        default=LETTERS_WAIT_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_WAIT_HOURS)],
        help_text=_(
            "How long after the confirmation his sponsors are written to. "
            "Longer, if his family asked for it. A death is never told by itself."
        ),
    )
    letters_from_at = models.DateTimeField(_("letters leave from"), null=True, editable=False)

    text = Translated()
    objects = EventQuerySet.as_manager()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("event")
        constraints = [
            models.CheckConstraint(
                name="event_has_both_texts_unless_hidden",
                condition=Q(text_hidden=False) & both("text") | Q(text_hidden=True, text_fr="", text_en=""),
                violation_error_message=_("An event is told in both languages, unless his family hid it."),
            ),
            models.CheckConstraint(
                name="event_date_is_a_date", condition=is_partial_date("happened_on") & ~Q(happened_on="")
            ),
            models.CheckConstraint(
                name="event_that_ends_captivity_needs_another_ngo",
                condition=~Q(kind__in=["release", "death", "disappearance"]) | Q(needs_another_ngo=True),
            ),
            models.CheckConstraint(
                name="event_that_could_wound_is_confirmed_by_another_ngo",
                condition=Q(needs_another_ngo=False)
                | Q(confirmed_at=None)
                | Q(from_initial_load=True)
                | Q(recorded_ngo__isnull=False, confirmed_ngo__isnull=False)
                & ~Q(recorded_ngo=F("confirmed_ngo")),
                violation_error_message=_("Somebody of another NGO must confirm this event."),
            ),
            models.CheckConstraint(
                name="event_confirmed_is_confirmed_by_another_person",
                condition=Q(confirmed_by=None) | Q(recorded_by=None) | ~Q(confirmed_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="event_refused_has_no_effect_and_says_why",
                condition=Q(refused_at=None, refused_by=None, refusal="")
                | Q(refused_at__isnull=False, refused_by__isnull=False, confirmed_at=None) & ~Q(refusal=""),
            ),
            models.CheckConstraint(
                name="event_letters_follow_what_two_ngos_confirmed_and_no_death",
                condition=Q(letters_from_at=None)
                | Q(needs_another_ngo=True, from_initial_load=False, confirmed_at__isnull=False)
                & ~Q(kind="death"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prisoner}, {self.get_kind_display()}, {self.happened_on.in_words()}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_refused(self) -> bool:
        return self.refused_at is not None

    @property
    def is_waiting(self) -> bool:
        return not self.is_confirmed and not self.is_refused

    @property
    def is_sealed(self) -> bool:
        """Two persons of two NGOs stand by it, or one refused it: nobody alone rewrites or removes it."""
        return self.is_refused or (self.needs_another_ngo and self.is_confirmed)

    @property
    def is_ending(self) -> bool:
        return self.kind in self.ENDINGS

    @property
    def number(self) -> int:
        """Events of a man are numbered as they are recorded: the end of `ruben-vardanyan-07`."""
        end = self.key.rpartition("-")[2]
        return int(end) if end.isdecimal() else 0
