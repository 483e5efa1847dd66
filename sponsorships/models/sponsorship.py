"""Sponsorships: a sponsor stands by one man, or by the group of 23."""

from typing import Self

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.translated import Translated, both_or_neither
from campaign.models import Ngo, Source
from prisoners.models import Prisoner
from sponsorships.models.sponsor import Sponsor


class SponsorshipQuerySet(models.QuerySet["Sponsorship"]):
    def active(self) -> Self:
        return self.filter(state=Sponsorship.State.ACTIVE)

    def counted(self) -> Self:
        """What the figures count: what is public, and persons who did not ask to be named."""
        seen = Q(published=True) | Q(sponsor__kind=Sponsor.Kind.INDIVIDUAL)
        return self.active().filter(seen, Q(prisoner=None) | Q(prisoner__published=True))

    def public(self) -> Self:
        """What may be shown with its sponsor's name."""
        return self.counted().filter(published=True)

    def waiting(self) -> Self:
        return self.filter(state=Sponsorship.State.PENDING)

    def with_fulfilment(self) -> Self:
        """Adds `fulfilled`: the man is free; for the group, all of the 23 are."""
        still_held = Prisoner.objects.of_the_23().exclude(status=Prisoner.Status.RELEASED)
        return self.annotate(
            fulfilled=models.ExpressionWrapper(
                Q(state="active")
                & (
                    Q(whom="prisoner", prisoner__status=Prisoner.Status.RELEASED)
                    | Q(Q(whom="group"), ~Exists(still_held), Exists(Prisoner.objects.of_the_23()))
                ),
                output_field=models.BooleanField(),
            )
        )

    def newest_first(self) -> Self:
        return self.order_by("-adhered_on", "sponsor__name", "pk")


class Sponsorship(models.Model):
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

    class DateKind(models.TextChoices):
        VOTE = "vote", pgettext_lazy("date of", "council vote")
        SIGNATURE = "signature", pgettext_lazy("date of", "signature")
        ANNOUNCEMENT = "announcement", pgettext_lazy("date of", "announcement")
        CALL = "call", pgettext_lazy("date of", "public call")
        MEETING = "meeting", pgettext_lazy("date of", "meeting with the family")
        MENTION = "mention", pgettext_lazy("date of", "first mention found")

    ticket = models.CharField(  # noqa: DJ001 - unique, and what did not come by the form has none
        max_length=40,
        unique=True,
        null=True,
        editable=False,
        help_text=_("Given by the form: pressing twice is once."),
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
    adhered_on = PartialDateField(_("date"), blank=True)
    date_kind = models.CharField(_("what the date is"), max_length=12, choices=DateKind, blank=True)
    vote_result = models.CharField(_("result of the vote"), max_length=200, blank=True)
    proof_url = models.CharField(
        _("proof (address)"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    note_fr = models.TextField(_("note (French)"), max_length=2_000, blank=True)
    note_en = models.TextField(_("note (English)"), max_length=2_000, blank=True)
    message = models.TextField(_("message of the sponsor"), max_length=2_000, blank=True)
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
    staff_notes = models.TextField(_("staff notes"), blank=True, help_text=_("Never public."))

    note = Translated()
    objects = SponsorshipQuerySet.as_manager()

    class Meta:
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
            models.CheckConstraint(
                name="sponsorship_date_says_what_it_is",
                condition=Q(adhered_on="") | ~Q(date_kind=""),
                violation_error_message=_("Say what the date is the date of."),
            ),
            models.CheckConstraint(
                name="sponsorship_date_is_a_date", condition=is_partial_date("adhered_on")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor}: {self.whom_in_words}"

    @property
    def whom_in_words(self) -> str:
        return str(self.prisoner) if self.prisoner else self.get_whom_display()

    @property
    def is_unconfirmed(self) -> bool:
        return self.state == self.State.UNCONFIRMED

    @property
    def has_no_deed(self) -> bool:
        """Said honestly: neither a vote nor a signature is known, and no proof."""
        return not self.proof_url and self.date_kind not in (self.DateKind.VOTE, self.DateKind.SIGNATURE)


def without_sponsor() -> Combinable:
    """A condition on prisoners: nobody sponsors him by name (a sponsor of the group is not his own)."""
    return ~sponsored()


def sponsored() -> Exists:
    return Exists(Sponsorship.objects.counted().filter(prisoner=OuterRef("pk")))
