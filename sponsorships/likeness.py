"""Who may be the same sponsor under another name. A person decides; nothing is joined by itself."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left, Right
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from campaign.kit.likeness import are_alike, bare, domain
from campaign.kit.typed import mixes_scripts
from sponsorships.models import Contact, Sponsor, Sponsorship
from sponsorships.models.sponsor import LIKE_BY


@dataclass(frozen=True)
class Likely:
    sponsor: Sponsor
    why: str


def likely_the_same(sponsorship: Sponsorship) -> list[Likely]:
    """The surest first: same name, same domain, same person, then nearly the same name."""
    own, contact = sponsorship.sponsor, Contact.objects.filter(sponsorship=sponsorship).first()
    same_person = sponsors_of_person(sponsorship, contact) if contact else set()
    host = domain(contact.email) if contact else ""
    others = candidates(bare(own.name), host=host, or_one_of=same_person).exclude(pk=own.pk).order_by("pk")
    found = [
        (reason, other)
        for other in others
        if (reason := why_the_same(own, other, host=host, same_person=same_person))
    ]
    found.sort(key=lambda pair: pair[0][0])
    return [Likely(other, said) for (_rank, said), other in found]


def why_the_same(own: Sponsor, other: Sponsor, *, host: str, same_person: set[int]) -> tuple[int, str] | None:
    """The rank of the reason, 0 the surest, and its words."""
    name, theirs, one_place = bare(own.name), bare(other.name), may_be_one_place(own, other)
    if name and theirs == name and one_place:
        return 0, _("same name")
    if host and domain(other.website) == host:
        return 1, _("same domain: %s") % host
    if other.pk in same_person:
        return 2, _("same person to write to")
    if name and theirs and one_place and are_alike(name, theirs):
        return 3, _("nearly the same name")
    return None


def candidates(name: str, *, host: str, or_one_of: set[int]) -> QuerySet[Sponsor]:
    """Those an index finds, and those that the release before wrote without what it looks for."""
    wanted = Q(pk__in=or_one_of) | Q(bare_name=None)
    if name:
        wanted |= Q(Exact(Left("bare_name", LIKE_BY), name[:LIKE_BY]))
        wanted |= Q(Exact(Right("bare_name", LIKE_BY), name[-LIKE_BY:]))
    if host:
        wanted |= Q(host=host)
    return Sponsor.objects.filter(wanted, has_signed())


def has_signed() -> Exists:
    return Exists(Sponsorship.objects.filter(sponsor=OuterRef("pk")))


def sponsors_of_person(sponsorship: Sponsorship, contact: Contact) -> set[int]:
    """Within what the same NGO follows: the wall between the desks holds here too."""
    same = Contact.objects.with_email(contact.email).filter(sponsorship__followed_by=sponsorship.followed_by)
    return set(same.values_list("sponsorship__sponsor", flat=True))


def may_be_one_place(one: Sponsor, other: Sponsor) -> bool:
    """Saint-Denis near Paris is not Saint-Denis of the Réunion."""
    same_country = not one.country or not other.country or one.country == other.country
    same_department = not one.department or not other.department or one.department == other.department
    return same_country and same_department


def perhaps_twice(waiting: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
    """Of the requests that wait, those whose name another sponsor bears."""
    namesakes = Sponsor.objects.filter(has_signed(), bare_name=OuterRef("sponsor__bare_name"))
    named = waiting.exclude(sponsor__bare_name="")
    return named.filter(Exists(namesakes.exclude(pk=OuterRef("sponsor"))))


def texts_of_two_scripts(sponsorship: Sponsorship) -> list[str]:
    """What was typed with letters that look like others, by the names of the fields."""
    typed = {sponsorship.sponsor: ["name", "town", "website"], sponsorship: ["motive", "twinning"]}
    return [
        str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for row, names in typed.items()
        for name in names
        if mixes_scripts(getattr(row, name))
    ]
