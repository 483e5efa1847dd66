"""The addresses that search engines are told of, each in both languages."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from prisoners.models import Prisoner
from sponsorships.models import Sponsor, Sponsorship

PAGES = [
    "campaign:home",
    "campaign:campaign",
    "campaign:context",
    "campaign:about",
    "campaign:legal",
    "campaign:privacy",
    "campaign:accessibility",
    "prisoners:correct",
    "prisoners:prisoners",
    "prisoners:unsponsored",
    "sponsorships:sponsors",
    "sponsorships:sign_up",
]


class TwoLanguages(Sitemap):
    """Absolute addresses come from SITE_URL, never from the request's host."""

    i18n = True
    alternates = True
    x_default = True
    protocol = settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        return settings.SITE_URL.partition("://")[2]


class Pages(TwoLanguages):
    def items(self) -> list[str]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class Men(TwoLanguages):
    def items(self) -> QuerySet[Prisoner]:
        return Prisoner.objects.published().order_by("slug")


class Sponsors(TwoLanguages):
    def items(self) -> QuerySet[Sponsor]:
        public = Sponsorship.objects.public()
        return Sponsor.objects.filter(sponsorships__in=public).distinct().order_by("slug")


sitemaps = {"pages": Pages, "prisoners": Men, "sponsors": Sponsors}
