"""A prisoner: what the records hold of him. What happened to him is in event.py."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.translated import Translated, both, both_or_neither
from campaign.models import Ngo, Source

TRANSLATED = ["role", "capture_place", "charges", "court", "biography"]


class PrisonerQuerySet(models.QuerySet["Prisoner"]):
    def published(self) -> Self:
        return self.filter(published=True)

    def of_the_23(self) -> Self:
        return self.filter(one_of_the_23=True)

    def lacking_a_language(self) -> Self:
        """Not to be published before what stands in one language stands in the other."""
        lacks = Q()
        for name in TRANSLATED:
            lacks |= ~both_or_neither(name)
        return self.filter(lacks)

    def held(self) -> Self:
        return self.filter(status=Prisoner.Status.DETAINED)

    def freed(self) -> Self:
        return self.filter(status=Prisoner.Status.RELEASED)

    def with_portraits(self) -> Self:
        """For pages that show many men."""
        return self.prefetch_related("portraits")

    def longest_held_first(self, *, today: date) -> Self:
        length = Coalesce(F("counted_until_on"), models.Value(today, models.DateField())) - F(
            "counted_from_on"
        )
        return self.annotate(length=length).order_by(F("length").desc(nulls_last=True), "slug")

    def longest_sentence_first(self) -> Self:
        return self.order_by("-sentence_life", F("sentence_years").desc(nulls_last=True), "slug")


class Prisoner(models.Model):
    """A man. His status and the days he is counted from and to follow from his events alone:
    only prisoners/services/status.py writes them."""

    class Category(models.TextChoices):
        PRISONER_OF_WAR = "prisoner_of_war", _("prisoner of war")
        CIVILIAN = "civilian", _("civilian")
        ARTSAKH_LEADER = "artsakh_leader", _("leader of Artsakh")

    class Status(models.TextChoices):
        DETAINED = "detained", pgettext_lazy("status", "held")
        RELEASED = "released", pgettext_lazy("status", "freed")
        DEAD = "dead", pgettext_lazy("status", "dead")
        DISAPPEARED = "disappeared", pgettext_lazy("status", "disappeared")

    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    name_fr = models.CharField(_("name (French)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_hy = models.CharField(_("name (Armenian script)"), max_length=120, blank=True)
    other_spellings = models.TextField(
        _("other spellings"),
        blank=True,
        max_length=2_000,
        help_text=_("For search only; separated by semicolons."),
    )
    category = models.CharField(_("category"), max_length=20, choices=Category)
    one_of_the_23 = models.BooleanField(_("one of the 23"), default=False)
    role_fr = models.CharField(_("office or role (French)"), max_length=300, blank=True)
    role_en = models.CharField(_("office or role (English)"), max_length=300, blank=True)
    born_on = PartialDateField(_("born"), blank=True)
    capture_place_fr = models.CharField(_("place of capture (French)"), max_length=200, blank=True)
    capture_place_en = models.CharField(_("place of capture (English)"), max_length=200, blank=True)
    charges_fr = models.TextField(
        _("charges (French)"),
        blank=True,
        max_length=3_000,
        help_text=_("What is alleged, by which court; never as truth."),
    )
    charges_en = models.TextField(_("charges (English)"), blank=True, max_length=3_000)
    court_fr = models.CharField(_("court (French)"), max_length=200, blank=True)
    court_en = models.CharField(_("court (English)"), max_length=200, blank=True)
    sentenced_on = PartialDateField(_("sentenced on"), blank=True)
    sentence_years = models.PositiveSmallIntegerField(_("sentence in years"), null=True, blank=True)
    sentence_life = models.BooleanField(_("life sentence"), default=False)
    icrc_confirmed = models.BooleanField(
        _("seen by the Red Cross (ICRC)"), null=True, blank=True, help_text=_("Unknown when empty.")
    )
    biography_fr = models.TextField(_("biography (French)"), blank=True, max_length=10_000)
    biography_en = models.TextField(_("biography (English)"), blank=True, max_length=10_000)
    sources = models.ManyToManyField(Source, related_name="+", blank=True, verbose_name=_("sources"))

    status = models.CharField(_("status"), max_length=12, choices=Status, blank=True, editable=False)
    status_on = PartialDateField(_("date of the status"), blank=True, editable=False)
    captured_on = PartialDateField(_("captured on"), blank=True, editable=False)
    counted_from_on = models.DateField(_("days counted from"), null=True, editable=False)
    counted_until_on = models.DateField(_("days counted until"), null=True, editable=False)

    published = models.BooleanField(_("published"), default=False)
    hidden = models.BooleanField(_("hidden at the wish of his family"), default=False, editable=False)
    checked_on = models.DateField(_("last checked on"), null=True, blank=True, editable=False)
    checked_by_ngo = models.ForeignKey(
        Ngo, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("last checked by"),
    )  # fmt: skip
    staff_notes = models.TextField(_("staff notes"), blank=True, help_text=_("Never public."))

    name = Translated()
    role = Translated()
    capture_place = Translated()
    charges = Translated()
    court = Translated()
    biography = Translated()
    objects = PrisonerQuerySet.as_manager()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("prisoner")
        constraints = [
            models.CheckConstraint(name="prisoner_has_both_names", condition=both("name")),
            models.CheckConstraint(
                name="prisoner_published_has_a_status",
                condition=Q(published=False) | ~Q(status=""),
                violation_error_message=_("A man whose status no event gives cannot be published."),
            ),
            models.CheckConstraint(
                name="prisoner_hidden_by_his_family_is_not_published",
                condition=Q(published=False) | Q(hidden=False),
                violation_error_message=_("His family asked that he be shown nowhere."),
            ),
            models.CheckConstraint(
                name="prisoner_status_has_its_date",
                condition=Q(status="", status_on="") | ~Q(status="") & ~Q(status_on=""),
            ),
            models.CheckConstraint(
                name="prisoner_category_is_known",
                condition=Q(category__in=["prisoner_of_war", "civilian", "artsakh_leader"]),
            ),
            models.CheckConstraint(
                name="prisoner_sentence_is_life_or_years",
                condition=Q(sentence_life=False) | Q(sentence_years=None),
                violation_error_message=_("A sentence is for life or for a number of years, not both."),
            ),
            models.CheckConstraint(
                name="prisoner_checked_by_and_on_go_together",
                condition=Q(checked_on=None, checked_by_ngo=None)
                | Q(checked_on__isnull=False, checked_by_ngo__isnull=False),
            ),
            models.CheckConstraint(
                name="prisoner_days_run_forward",
                condition=Q(counted_until_on=None) | Q(counted_until_on__gte=F("counted_from_on")),
            ),
            *(
                models.CheckConstraint(
                    name=f"prisoner_{name}_is_in_both_languages",
                    condition=Q(published=False) | both_or_neither(name),
                    violation_error_message=_("Nothing is published in one language only."),
                )
                for name in TRANSLATED
            ),
            *(
                models.CheckConstraint(name=f"prisoner_{name}_is_a_date", condition=is_partial_date(name))
                for name in ["born_on", "sentenced_on", "status_on", "captured_on"]
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("prisoners:profile", args=[self.slug])

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.DETAINED

    @property
    def is_freed(self) -> bool:
        return self.status == self.Status.RELEASED

    def all_sources(self) -> models.QuerySet[Source]:
        """Of his record and of what happened to him, each once."""
        told = Q(pk__in=self.events.confirmed().values("sources"))
        return Source.objects.filter(told | Q(pk__in=self.sources.values("pk"))).newest_first()

    @property
    def portrait(self) -> Any:
        """The photograph that may be shown of him, if there is one."""
        return next((one for one in self.portraits.all() if one.is_confirmed), None)

    @property
    def other_name(self) -> str:
        """The spelling of the other language, where it differs."""
        names = [name for name in (self.name_fr, self.name_en) if name != self.name]
        return names[0] if names else ""

    @property
    def days_are_exact(self) -> bool:
        """False: the days are said as "at least", because a date is known only in part."""
        ended_exactly = self.counted_until_on is None or bool(self.status_on and self.status_on.is_exact)
        return bool(self.captured_on and self.captured_on.is_exact) and ended_exactly

    def days_held(self, *, today: date) -> int | None:
        """Whole days in captivity, at least; None when no capture is recorded."""
        if self.counted_from_on is None:
            return None
        return max(((self.counted_until_on or today) - self.counted_from_on).days, 0)

    def age(self, *, today: date) -> int | None:
        """In whole years; None when the day of birth is not known to the day."""
        if not (self.born_on and self.born_on.is_exact):
            return None
        had_birthday = (today.month, today.day) >= (self.born_on.month, self.born_on.day)
        return today.year - self.born_on.year - (not had_birthday)


class FormerSlug(models.Model):
    """An address that a man's page once had: links in the world go on working."""

    slug = models.SlugField(_("former short name"), max_length=80, unique=True)
    prisoner = models.ForeignKey(Prisoner, on_delete=models.CASCADE, related_name="former_slugs")

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug
