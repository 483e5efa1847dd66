"""What was agreed to, word for word: undertakings of a sponsor, consents of a person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaign.models import Ngo
from sponsorships.models.contact import Contact
from sponsorships.models.sponsorship import Sponsorship


class Signed(models.Model):
    """The text as it was shown; it is never rewritten, whatever the site says later."""

    text = models.TextField(_("text"), max_length=1_000)
    version = models.CharField(_("version"), max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class Undertaking(Signed):
    """One thing that a sponsor promised to do. It is kept as long as the sponsorship."""

    sponsorship = models.ForeignKey(Sponsorship, on_delete=models.CASCADE, related_name="undertakings")
    key = models.CharField(_("undertaking"), max_length=20)

    class Meta:
        verbose_name = _("undertaking")
        constraints = [
            models.UniqueConstraint(name="undertaking_is_taken_once", fields=["sponsorship", "key"])
        ]


class Consent(Signed):
    """What a person allowed, purpose by purpose, and to each NGO. It goes when the contact goes."""

    class Purpose(models.TextChoices):
        FOLLOW = "follow", pgettext_lazy("consent", "keep the details, to follow the sponsorship")
        READ = "read", pgettext_lazy("consent", "be read by this NGO")
        NEWS = "news", pgettext_lazy("consent", "send news of the campaign")
        NAME = "name", pgettext_lazy("consent", "publish the name")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    ngo = models.ForeignKey(
        Ngo, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("NGO")
    )
    given_at = models.DateTimeField(_("given at"))

    class Meta:
        verbose_name = _("consent")
        constraints = [
            models.UniqueConstraint(name="consent_is_given_once", fields=["contact", "purpose", "ngo"]),
            models.CheckConstraint(
                name="consent_to_read_names_an_ngo",
                condition=Q(purpose="read", ngo__isnull=False) | ~Q(purpose="read") & Q(ngo=None),
            ),
        ]
