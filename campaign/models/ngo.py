"""The three NGOs, and which places each answers for."""

import re
from collections.abc import Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from campaign.kit.translated import Translated, both
from campaign.kit.typed import WebAddress

REST_OF_THE_WORLD = "*"
TERRITORY = re.compile(r"\*|[A-Z]{2}(-[A-Z0-9]{1,3})?", re.ASCII)

# French regions named in `follows`, with their departments (official geographical code).
REGIONS = {"FR-ARA": {"01", "03", "07", "15", "26", "38", "42", "43", "63", "69", "73", "74"}}


def validate_territories(text: str) -> None:
    for territory in text.split(","):
        if not TERRITORY.fullmatch(territory):
            raise ValidationError(
                _("“%(territory)s” is not a territory: write FR, FR-69, FR-ARA, CH-GE or *, with commas."),
                params={"territory": territory},
            )


def precision(territory: str, *, country: str, department: str) -> int:
    """How closely a territory describes a place; 0 when it does not contain it."""
    if territory == f"{country}-{department}":
        return 4
    if territory.startswith(f"{country}-") and department in REGIONS.get(territory, set()):
        return 3
    if territory == country:
        return 2
    return 1 if territory == REST_OF_THE_WORLD else 0


def closest(ngos: "Iterable[Ngo]", *, country: str, department: str) -> "Ngo | None":
    """The NGO that answers for a place: the most precise of its territories wins."""

    def closeness(ngo: Ngo) -> int:
        return max(precision(t, country=country, department=department) for t in ngo.territories)

    best = max(ngos, key=closeness, default=None)
    return best if best and closeness(best) else None


class NgoQuerySet(models.QuerySet["Ngo"]):
    def in_order(self) -> Self:
        return self.order_by("position", "slug")

    def following(self, *, country: str, department: str) -> "Ngo | None":
        return closest(self.in_order(), country=country, department=department)


class Ngo(models.Model):
    """One of the three. What staff have not filled yet is left out of the public page."""

    slug = models.SlugField(_("short name in addresses"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name_fr = models.CharField(_("name (French)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120)
    city = models.CharField(_("town"), max_length=80)
    country = CountryField(_("country"))
    website = models.URLField(_("web site"), blank=True, max_length=500, validators=[WebAddress()])
    address = models.TextField(_("postal address"), blank=True, max_length=500)
    email = models.EmailField(_("public mail address"), blank=True)
    publication_director = models.CharField(_("director of publication"), blank=True, max_length=120)
    host = models.TextField(_("host of the site"), blank=True, max_length=500)
    follows = models.CharField(
        _("follows"),
        blank=True,
        max_length=300,
        validators=[validate_territories],
        help_text=_(
            "Countries and departments, the most precise wins: FR, FR-69, FR-ARA, CH-GE, * (the rest)."
        ),
    )

    name = Translated()
    objects = NgoQuerySet.as_manager()

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("NGO")
        verbose_name_plural = _("NGOs")
        constraints = [models.CheckConstraint(name="ngo_has_both_names", condition=both("name"))]

    def __str__(self) -> str:
        return self.name

    @property
    def territories(self) -> list[str]:
        return self.follows.split(",")
