"""The person behind a sponsorship: all that is personal, apart, so that it can be erased alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sponsorships.models.sponsorship import Sponsorship


class Contact(models.Model):
    """Whom to write to about a sponsorship, and what that person consented to."""

    sponsorship = models.OneToOneField(
        Sponsorship, on_delete=models.CASCADE, related_name="contact", verbose_name=_("sponsorship")
    )
    name = models.CharField(_("person to write to"), max_length=120)
    signatory = models.CharField(_("who will sign"), max_length=120, blank=True)
    office = models.CharField(_("office or profession"), max_length=120, blank=True)
    email = models.CharField(_("mail address"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    consent_version = models.CharField(_("text consented to"), max_length=20, blank=True)
    consented_at = models.DateTimeField(_("consented at"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact")
        indexes = [models.Index(name="contact_by_email", fields=["email"])]

    def __str__(self) -> str:
        return self.name
