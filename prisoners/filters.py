"""What the list of prisoners can be narrowed to, and how it is ordered."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prisoners.models import PrisonerQuerySet
from sponsorships.models import sponsored, without_sponsor

# Each filter: its parameter, its label, and its choices as (value, label).
FILTERS = [
    ("category", _("Category"), [
        ("prisoner_of_war", _("Prisoners of war")),
        ("civilian", _("Civilians")),
        ("artsakh_leader", _("Leaders of Artsakh")),
    ]),
    ("status", _("Status"), [
        ("detained", pgettext_lazy("men", "Held")),
        ("released", pgettext_lazy("men", "Freed")),
        ("dead", pgettext_lazy("men", "Dead")),
        ("disappeared", pgettext_lazy("men", "Disappeared")),
    ]),
    ("sponsored", _("Sponsor"), [("yes", _("With a sponsor")), ("none", _("Without a sponsor"))]),
    ("group", _("Group"), [("23", _("One of the 23"))]),
]  # fmt: skip
ORDERS = [("name", _("Name")), ("days", _("Days held")), ("sentence", _("Sentence"))]


def narrowed(men: PrisonerQuerySet, chosen: Mapping[str, str]) -> PrisonerQuerySet:
    if category := chosen.get("category"):
        men = men.filter(category=category)
    if status := chosen.get("status"):
        men = men.filter(status=status)
    if chosen.get("group"):
        men = men.of_the_23()
    if sponsor := chosen.get("sponsored"):
        men = men.filter(sponsored() if sponsor == "yes" else without_sponsor())
    return men


def ordered(men: PrisonerQuerySet, chosen: Mapping[str, str], *, today: date) -> PrisonerQuerySet:
    order = chosen.get("sort")
    if order == "days":
        return men.longest_held_first(today=today)
    return men.longest_sentence_first() if order == "sentence" else men.order_by("slug")
