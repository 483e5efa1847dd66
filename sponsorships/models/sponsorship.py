"""Sponsorships: a sponsor stands by one man, or by the group of 23."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from campaign.kit.sealing import SealedLines
from campaign.kit.translated import Translated, both_or_neither
from campaign.kit.typography import titled
from campaign.models import Ngo, Source
from prisoners.models import Prisoner, PrisonerQuerySet
from sponsorships.models.deed import Deed
from sponsorships.models.queries import SponsorshipQuerySet
from sponsorships.models.sponsor import Sponsor

ENDED = ["declined", "withdrawn", "revoked"]
STATES_AND_MOMENTS = [
    models.CheckConstraint(
        name="sponsorship_unconfirmed_has_no_later_moment",
        condition=~Q(state="unconfirmed") | Q(confirmed_at=None, decided_at=None),
    ),
    models.CheckConstraint(
        name="sponsorship_waiting_is_confirmed_and_not_decided",
        condition=~Q(state="pending") | Q(confirmed_at__isnull=False, decided_at=None),
    ),
    models.CheckConstraint(
        name="sponsorship_ended_says_when", condition=~Q(state__in=ENDED) | Q(decided_at__isnull=False)
    ),
    models.CheckConstraint(
        name="sponsorship_revoked_says_why",
        condition=~Q(state="revoked") | ~Q(reason=""),
        violation_error_message=_("Write the reason first."),
    ),
    models.CheckConstraint(
        name="sponsorship_confirmed_after_it_was_requested",
        condition=Q(requested_at=None) | Q(confirmed_at=None) | Q(confirmed_at__gte=F("requested_at")),
    ),
    models.CheckConstraint(
        name="sponsorship_with_a_certificate_was_in_force",
        condition=Q(code=None) | Q(state__in=["active", "withdrawn", "revoked"]),
    ),
]

# Typed by a sponsor or about one, or secret: erased with the contact, hence never copied into the history.
UNTOLD = ["ticket", "message", "motive", "twinning", "staff_notes", "reason", "deed", "code"]


def follower(sponsorship: "Sponsorship") -> str:
    """Whose key seals what was typed: the NGO that follows the sponsorship."""
    return sponsorship.followed_by.slug if sponsorship.followed_by else ""


def follower_beside(row: Any) -> str:
    """The same, of a row that belongs to a sponsorship."""
    return follower(row.sponsorship)


class Sponsorship(Deed):
    """A promise. Its state says how far it went; that it is fulfilled follows from the man's release."""

    class Whom(models.TextChoices):
        PRISONER = "prisoner", pgettext_lazy("whom", "one man")
        GROUP = "group", pgettext_lazy("whom", "the whole group of 23")
        ANY = "any", pgettext_lazy("whom", "the campaign chooses")
        NOT_STATED = "not_stated", pgettext_lazy("whom", "a prisoner not stated")

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", pgettext_lazy("sponsorship", "not confirmed by mail")
        PENDING = "pending", pgettext_lazy("sponsorship", "waiting for an answer")
        ACTIVE = "active", pgettext_lazy("sponsorship", "in force")
        DECLINED = "declined", pgettext_lazy("sponsorship", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("sponsorship", "withdrawn by the sponsor")
        REVOKED = "revoked", pgettext_lazy("sponsorship", "revoked by the campaign")

    ticket = models.CharField(  # noqa: DJ001 - unique, and what did not come by the form has none
        max_length=40,
        unique=True,
        null=True,
        editable=False,
        help_text=_("Given by the form: pressing twice is once."),
    )
    code = models.CharField(  # noqa: DJ001 - unique, and a request has none
        _("code of the certificate"), max_length=20, unique=True, null=True, editable=False
    )
    key = models.SlugField(_("key"), max_length=80, unique=True, null=True, blank=True, editable=False)
    sponsor = models.ForeignKey(
        Sponsor, on_delete=models.PROTECT, related_name="sponsorships", verbose_name=_("sponsor")
    )
    whom = models.CharField(_("whom"), max_length=10, choices=Whom)
    prisoner = models.ForeignKey(
        Prisoner,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prisoner"),
    )
    state = models.CharField(
        _("state"), max_length=11, choices=State, default=State.UNCONFIRMED, editable=False
    )
    published = models.BooleanField(_("published"), default=False, editable=False)
    name_consented = models.BooleanField(
        _("may be named"),
        default=False,
        help_text=_("Public bodies and NGOs always; a person only by a ticked box."),
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="fr")
    followed_by = models.ForeignKey(
        Ngo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("followed by")
    )
    note_fr = models.TextField(_("note (French)"), max_length=2_000, blank=True)
    note_en = models.TextField(_("note (English)"), max_length=2_000, blank=True)
    vote_planned_on = models.DateField(_("planned date of the vote"), null=True, blank=True)
    motive = SealedLines(_("what leads them here"), max_length=1_000, blank=True, holder=follower)
    twinning = models.CharField(
        _("twinning or friendship"),
        max_length=200,
        blank=True,
        help_text=_("With a town of Armenia or Artsakh."),
    )
    message = SealedLines(_("message of the sponsor"), max_length=2_000, blank=True, holder=follower)
    sources = models.ManyToManyField(Source, related_name="+", blank=True, verbose_name=_("sources"))
    follows = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="followed_on_by",
        verbose_name=_("continues"),
    )  # fmt: skip
    requested_at = models.DateTimeField(_("requested at"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    reason = models.TextField(_("reason of the refusal"), max_length=2_000, blank=True)
    staff_notes = SealedLines(_("staff notes"), blank=True, help_text=_("Never public."), holder=follower)

    note = Translated()
    objects = SponsorshipQuerySet.as_manager()

    history = HistoricalRecords(excluded_fields=UNTOLD)

    class Meta(Deed.Meta):
        abstract = False
        verbose_name = _("sponsorship")
        indexes = [models.Index(name="sponsorship_of_prisoner", fields=["prisoner", "state"])]
        constraints = [
            models.CheckConstraint(
                name="sponsorship_names_a_prisoner_when_it_is_for_one",
                condition=Q(whom="prisoner", prisoner__isnull=False) | ~Q(whom="prisoner") & Q(prisoner=None),
                violation_error_message=_("Name the prisoner, or say that it is for the group."),
            ),
            models.CheckConstraint(
                name="sponsorship_state_is_known",
                condition=Q(
                    state__in=["unconfirmed", "pending", "active", "declined", "withdrawn", "revoked"]
                ),
            ),
            models.CheckConstraint(
                name="sponsorship_in_force_says_for_whom",
                condition=~Q(state="active") | ~Q(whom="any"),
                violation_error_message=_(
                    "Choose the prisoner before publishing: the sponsor left it to us."
                ),
            ),
            models.CheckConstraint(
                name="sponsorship_published_is_in_force_and_may_be_named",
                condition=Q(published=False) | Q(state="active", name_consented=True),
                violation_error_message=_(
                    "Only a sponsorship in force whose sponsor may be named is public."
                ),
            ),
            models.CheckConstraint(
                name="sponsorship_note_is_in_both_languages",
                condition=both_or_neither("note"),
                violation_error_message=_("Write the note in both languages, or in neither."),
            ),
            *Deed.Meta.constraints,
            *STATES_AND_MOMENTS,
        ]

    def __str__(self) -> str:
        return titled(self.sponsor, self.whom_in_words)

    @property
    def whom_in_words(self) -> str:
        return str(self.prisoner) if self.prisoner else self.get_whom_display()

    @property
    def is_unconfirmed(self) -> bool:
        return self.state == self.State.UNCONFIRMED


def without_sponsor() -> Combinable:
    """A condition on prisoners: nobody sponsors him by name (a sponsor of the group is not his own)."""
    return ~sponsored()


def sponsored() -> Exists:
    return Exists(Sponsorship.objects.counted().filter(prisoner=OuterRef("pk")))


def fewest_sponsors_first(men: PrisonerQuerySet, *, today: date) -> PrisonerQuerySet:
    """Whom to propose: adds `own_sponsors`, how many sponsor him by name; then the longest held."""
    own = (
        Sponsorship.objects.counted()
        .filter(prisoner=OuterRef("pk"))
        .order_by()
        .values("prisoner")
        .annotate(n=Count("sponsor", distinct=True))
    )
    counted = men.longest_held_first(today=today).annotate(
        own_sponsors=Coalesce(Subquery(own.values("n")), 0)
    )
    return counted.order_by("own_sponsors", F("length").desc(nulls_last=True), "slug")
