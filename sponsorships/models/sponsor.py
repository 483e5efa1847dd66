"""Sponsors: towns, regions, NGOs, and persons. What is personal stands in contact.py."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField


class Sponsor(models.Model):
    """Who sponsors. The name is empty for a person who did not ask to be named: then it is in the contact."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("municipality")
        REGION = "region", _("region or other authority")
        NGO = "ngo", _("NGO")
        INDIVIDUAL = "individual", pgettext_lazy("sponsor", "person")

    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200, blank=True)
    country = CountryField(_("country"), blank=True)
    department = models.CharField(
        _("department or canton"), max_length=3, blank=True, help_text=_("Its code: 69, 2A, GE.")
    )
    town = models.CharField(_("town"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=6, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=6, decimal_places=3, null=True, blank=True)
    website = models.CharField(
        _("web site"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )

    class Meta:
        verbose_name = _("sponsor")
        constraints = [
            models.CheckConstraint(
                name="sponsor_has_a_name_unless_a_person",
                condition=Q(kind="individual") | ~Q(name=""),
                violation_error_message=_("Only a person may stand without a name."),
            ),
            models.CheckConstraint(
                name="sponsor_kind_is_known",
                condition=Q(kind__in=["municipality", "region", "ngo", "individual"]),
            ),
            models.CheckConstraint(
                name="sponsor_point_is_whole_and_on_earth",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                violation_error_message=_("Give both latitude and longitude, in degrees, or neither."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or gettext("a person")

    def get_absolute_url(self) -> str:
        return reverse("sponsorships:sponsor", args=[self.slug])
