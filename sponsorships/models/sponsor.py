"""Sponsors: towns, regions, NGOs, and persons. What is personal stands in contact.py."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Right
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from campaign.kit.derived import Derived
from campaign.kit.likeness import bare, domain
from campaign.kit.private import private_files
from campaign.kit.typed import WebAddress

LIKE_BY = 4  # letters: two names that are nearly the same begin or end with the same four

DERIVED = ["bare_name", "host"]  # what a second record of the same sponsor is found by


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
    registration = models.CharField(
        _("registration"),
        max_length=80,
        blank=True,
        help_text=_("Of an NGO: RNA, SIREN, UID, charity number."),
    )
    logo = models.FileField(_("logo"), storage=private_files, max_length=80, blank=True, editable=False)
    logo_accepted = models.BooleanField(_("logo may be shown"), default=False)
    website = models.CharField(_("web site"), max_length=500, blank=True, validators=[WebAddress()])
    bare_name = Derived(max_length=200, of="name", by=bare)
    host = Derived(max_length=200, of="website", by=domain)

    history = HistoricalRecords(excluded_fields=["logo", *DERIVED])

    class Meta:
        verbose_name = _("sponsor")
        indexes = [
            models.Index(name="sponsor_by_bare_name", fields=["bare_name"]),
            models.Index(Left("bare_name", LIKE_BY), name="sponsor_by_head_of_name"),
            models.Index(Right("bare_name", LIKE_BY), name="sponsor_by_tail_of_name"),
            models.Index(name="sponsor_by_host", fields=["host"]),
        ]
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
                name="sponsor_shows_a_logo_only_if_it_has_one",
                condition=Q(logo_accepted=False) | ~Q(logo=""),
                violation_error_message=_("There is no logo to show."),
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
