"""What the desk keeps beside a sponsorship: who has it, what was noted, how a mandate was checked."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.kit.sealing import SealedLines, SealedText
from sponsorships.models.sponsor import Sponsor
from sponsorships.models.sponsorship import Sponsorship, follower_beside


class Casework(models.Model):
    """One row for each sponsorship that somebody has touched; made when it is first needed."""

    sponsorship = models.OneToOneField(Sponsorship, on_delete=models.CASCADE, related_name="casework")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("at the desk of"),
    )  # fmt: skip
    asked_at = models.DateTimeField(_("question asked at"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("publication proposed by"),
    )  # fmt: skip
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("publication seconded by"),
    )  # fmt: skip
    joined_from = models.ForeignKey(
        Sponsor, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("signed under another record of the sponsor"),
    )  # fmt: skip
    contact_checked_on = models.DateField(_("contact last found right on"), null=True, blank=True)
    mandate_ends_on = models.DateField(_("mandate of the signatory ends on"), null=True, blank=True)

    class Meta:
        verbose_name = _("casework")
        verbose_name_plural = _("casework")
        constraints = [
            models.CheckConstraint(
                name="casework_is_seconded_by_another_person",
                condition=Q(seconded_by=None)
                | Q(proposed_by__isnull=False) & ~Q(proposed_by=F("seconded_by")),
            )
        ]

    def __str__(self) -> str:
        return str(self.sponsorship)


class Note(models.Model):
    """What one of the desk leaves for the others. Never public; erased with the person."""

    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="notes")
    text = SealedLines(_("note"), max_length=4_000, holder=follower_beside)
    written_at = models.DateTimeField(_("written at"), editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("written by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("note")

    def __str__(self) -> str:
        """Not its words: this is what a log of the admin keeps."""
        return f"{self._meta.verbose_name} {self.pk}"


class MandateCheck(models.Model):
    """How the desk made sure that whoever signed may sign for the town or the NGO."""

    class How(models.TextChoices):
        DOMAIN = "domain", pgettext_lazy("check", "mail from the official domain")
        CALL_BACK = "call_back", pgettext_lazy("check", "called back on a number found independently")
        REGISTER = "register", pgettext_lazy("check", "found in a public register")

    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="mandate_checks")
    how = models.CharField(_("how"), max_length=10, choices=How)
    found = SealedText(
        _("what was found"),
        max_length=300,
        holder=follower_beside,
        help_text=_("The domain; where the number was found; the register and the number in it."),
    )
    checked_at = models.DateTimeField(_("checked at"), editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False,
        verbose_name=_("checked by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("mandate check")
        verbose_name_plural = _("mandate checks")

    def __str__(self) -> str:
        return self.get_how_display()
