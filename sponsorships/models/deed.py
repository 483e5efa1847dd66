"""What was decided and signed: the day a sponsorship counts from, the vote, the signature, the proof."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.partial_dates import PartialDateField, is_partial_date
from campaign.kit.private import private_files
from campaign.kit.typed import WebAddress


class Deed(models.Model):
    """Part of a sponsorship. Where there is a vote its day is the date, whenever the deed was signed."""

    class DateKind(models.TextChoices):
        VOTE = "vote", pgettext_lazy("date of", "council vote")
        SIGNATURE = "signature", pgettext_lazy("date of", "signature")
        ANNOUNCEMENT = "announcement", pgettext_lazy("date of", "announcement")
        CALL = "call", pgettext_lazy("date of", "public call")
        MEETING = "meeting", pgettext_lazy("date of", "meeting with the family")
        MENTION = "mention", pgettext_lazy("date of", "first mention found")

    adhered_on = PartialDateField(_("date"), blank=True)
    date_kind = models.CharField(_("what the date is"), max_length=12, choices=DateKind, blank=True)
    vote_result = models.CharField(
        _("result of the vote"), max_length=200, blank=True, help_text=_("“Unanimous”, “31 for, 2 against”.")
    )
    signed_on = PartialDateField(
        _("signed on"), blank=True, help_text=_("Where the date above is that of the vote, or another.")
    )
    transmission_number = models.CharField(
        _("transmission number"),
        max_length=80,
        blank=True,
        help_text=_("Given by the prefecture to the text of the vote (@CTES)."),
    )
    proof_url = models.CharField(_("proof (address)"), max_length=500, blank=True, validators=[WebAddress()])
    deed = models.FileField(
        _("signed deed (scan)"), storage=private_files, max_length=80, blank=True, editable=False
    )
    deed_sent_at = models.DateTimeField(_("deed sent at"), null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="sponsorship_date_says_what_it_is",
                condition=Q(adhered_on="") | ~Q(date_kind=""),
                violation_error_message=_("Say what the date is the date of."),
            ),
            models.CheckConstraint(
                name="sponsorship_date_is_a_date", condition=is_partial_date("adhered_on")
            ),
            models.CheckConstraint(
                name="sponsorship_signature_is_a_date", condition=is_partial_date("signed_on")
            ),
            models.CheckConstraint(
                name="sponsorship_date_of_signature_is_one",
                condition=~Q(date_kind="signature") | Q(signed_on="") | Q(signed_on=F("adhered_on")),
                violation_error_message=_("Two dates of signature: leave the second one empty."),
            ),
            models.CheckConstraint(
                name="sponsorship_result_is_that_of_a_vote",
                condition=Q(vote_result="", transmission_number="") | Q(date_kind="vote") & ~Q(adhered_on=""),
                violation_error_message=_(
                    "A result or a transmission number belongs to a vote: give its day as the date."
                ),
            ),
            models.CheckConstraint(
                name="sponsorship_deed_says_when_it_was_sent",
                condition=Q(deed="", deed_sent_at=None) | ~Q(deed="") & Q(deed_sent_at__isnull=False),
            ),
        ]

    @property
    def voted_on(self) -> object:
        return self.adhered_on if self.date_kind == self.DateKind.VOTE else None

    @property
    def has_no_deed(self) -> bool:
        """Said honestly: neither a vote nor a signature is known, and no proof."""
        known = self.date_kind in (self.DateKind.VOTE, self.DateKind.SIGNATURE) or self.signed_on
        return not (self.proof_url or self.deed or known)
