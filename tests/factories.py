"""Plain functions that make records; a test names only the values it is about."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from campaign.kit.partial_dates import PartialDate
from campaign.models import Ngo, Source, User
from prisoners.models import Event, Prisoner
from prisoners.services import refresh_status
from sponsorships.models import Contact, Sponsor, Sponsorship

LONG_AGO = datetime(2026, 1, 1, 12, tzinfo=UTC)
_number = count(1)


def make_ngo(**given: Any) -> Ngo:
    n = next(_number)
    defaults = {
        "slug": f"ngo-{n}",
        "name_fr": f"ONG {n}",
        "name_en": f"NGO {n}",
        "city": "Lyon",
        "country": "FR",
    }
    return Ngo.objects.create(**defaults | given)


def make_user(username: str = "", *, ngo: Ngo | None = None, **given: Any) -> User:
    """A member of staff who may do everything in the admin."""
    defaults: dict[str, Any] = {"is_staff": True, "is_superuser": True, "ngo": ngo}
    return User.objects.create_user(username or f"user-{next(_number)}", **defaults | given)


def make_source(**given: Any) -> Source:
    n = next(_number)
    defaults = {
        "url": f"https://example.org/{n}",
        "publisher": f"Publisher {n}",
        "kind": "press",
        "language": "fr",
    }
    return Source.objects.create(**defaults | given)


def make_event(
    prisoner: Prisoner, kind: str = "reported_held", on: str = "2026-01-01", **given: Any
) -> Event:
    """A confirmed event with its source; the man's status follows it."""
    defaults: dict[str, Any] = {
        "key": f"{prisoner.slug}-{next(_number):02}",
        "text_fr": "Un fait.",
        "text_en": "A fact.",
        "recorded_at": LONG_AGO,
        "confirmed_at": LONG_AGO,
        "needs_another_ngo": kind in Event.ENDINGS,
        "from_initial_load": True,
    }
    event = Event.objects.create(
        prisoner=prisoner, kind=kind, happened_on=PartialDate.parse(on), **defaults | given
    )
    event.sources.add(make_source())
    refresh_status(prisoner)
    return event


def make_prisoner(*, captured: str = "2023-09-27", freed: str = "", **given: Any) -> Prisoner:
    """A published man of the 23, held since `captured`, or freed."""
    n = next(_number)
    published = given.pop("published", True)
    defaults: dict[str, Any] = {
        "slug": f"man-{n}",
        "name_fr": f"Homme {n}",
        "name_en": f"Man {n}",
        "category": "civilian",
        "one_of_the_23": True,
    }
    man = Prisoner.objects.create(**defaults | given)
    if captured:
        make_event(man, "capture", captured)
    if freed:
        make_event(man, "release", freed)
    if published:
        man.published = True
        man.save()
    return man


def make_sponsor(**given: Any) -> Sponsor:
    n = next(_number)
    defaults = {"slug": f"sponsor-{n}", "name": f"Sponsor {n}", "kind": "municipality", "country": "FR"}
    return Sponsor.objects.create(**defaults | given)


def make_sponsorship(
    *, prisoner: Prisoner | None = None, sponsor: Sponsor | None = None, email: str = "", **given: Any
) -> Sponsorship:
    """A sponsorship in force and public, of one man or else of the group; with a contact if `email`."""
    defaults: dict[str, Any] = {
        "whom": "prisoner" if prisoner else "group",
        "state": "active",
        "published": given.get("state", "active") == "active",
        "name_consented": True,
        "adhered_on": PartialDate.parse("2025-05-01"),
        "date_kind": "vote",
    }
    sponsorship = Sponsorship.objects.create(
        sponsor=sponsor or make_sponsor(), prisoner=prisoner, **defaults | given
    )
    if email:
        Contact.objects.create(sponsorship=sponsorship, name="Ada", email=email)
    return sponsorship
