"""Plain functions that make records; a test names only the values it is about."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from PIL import Image

from campaign.kit.partial_dates import PartialDate
from campaign.models import CampaignPicture, Ngo, Photograph, Role, Source, User
from campaign.photographs import put_files
from prisoners.models import Event, Portrait, Prisoner
from prisoners.services import refresh_status
from sponsorships.models import Act, Contact, Sponsor, Sponsorship

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
    """A coordinator at the desk of an NGO; without one, an account of the server itself."""
    defaults: dict[str, Any] = {"is_staff": True, "is_superuser": ngo is None, "role": Role.COORDINATOR}
    defaults["ngo"] = ngo
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


def make_act(**given: Any) -> Act:
    """A letter that a sponsor says to have written; it waits to be read."""
    defaults: dict[str, Any] = {
        "sponsorship": given.get("sponsorship") or make_sponsorship(prisoner=make_prisoner()),
        "kind": "letter",
        "happened_on": "2026-03",
        "told": "Une lettre.",
        "ticket": f"ticket-{next(_number)}",
        "reported_at": LONG_AGO,
    }
    return Act.objects.create(**defaults | given)


def make_sponsorship(
    *,
    prisoner: Prisoner | None = None,
    sponsor: Sponsor | None = None,
    email: str = "",
    contact_name: str = "Ada",
    **given: Any,
) -> Sponsorship:
    """A sponsorship in force and public, of one man or else of the group; with a contact if `email`."""
    defaults: dict[str, Any] = {
        "whom": "prisoner" if prisoner else "group",
        "state": "active",
        "published": given.get("state", "active") == "active",
        "name_consented": True,
        "adhered_on": PartialDate.parse("2025-05-01"),
        "date_kind": "vote",
        "proof_url": "" if given.get("state", "active") == "active" else "https://example.org/vote.pdf",
        "requested_at": LONG_AGO,
        "reason": "Vote annulé." if given.get("state") == "revoked" else "",
    }
    if given.get("state", "active") not in ("active", "unconfirmed"):
        defaults |= {"confirmed_at": LONG_AGO}
    if given.get("state") in ("declined", "withdrawn", "revoked"):
        defaults |= {"decided_at": LONG_AGO}
    sponsorship = Sponsorship.objects.create(
        sponsor=sponsor or make_sponsor(), prisoner=prisoner, **defaults | given
    )
    if email:
        Contact.objects.create(sponsorship=sponsorship, name=contact_name, email=email)
    return sponsorship


def make_portrait(
    prisoner: Prisoner, *, pixels: Any = None, confirmed: bool = True, **given: Any
) -> Portrait:
    """A photograph of a man with its files, which two NGOs stand by unless it waits."""
    portrait = Portrait(prisoner=prisoner, consent_on=LONG_AGO.date(), consent_how="A letter")
    return with_files(portrait, pixels, confirmed=confirmed, **given)


def make_campaign_picture(**given: Any) -> CampaignPicture:
    """The same of a picture of the campaign."""
    return with_files(
        CampaignPicture(caption_fr="Un vote", caption_en="A vote", taken_on=PartialDate.parse("2025-05")),
        **given,
    )


def with_files[P: Photograph](
    photograph: P, pixels: Any = None, *, confirmed: bool = True, **given: Any
) -> P:
    """What both kinds say of themselves."""
    defaults: dict[str, Any] = {
        "alt_fr": "Il sourit.",
        "alt_en": "He smiles.",
        "credit": "Archive",
        "right_fr": "Avec l’accord de sa famille",
        "right_en": "With his family’s consent",
        "origin": "Sent to the NGO",
        "proposed_at": LONG_AGO,
        "proposed_by": make_user(),
        "proposed_ngo": make_ngo(),
    }
    if confirmed:
        defaults |= {"confirmed_at": LONG_AGO, "confirmed_by": make_user(), "confirmed_ngo": make_ngo()}
    for name, value in (defaults | given).items():
        setattr(photograph, name, value)
    put_files(photograph, pixels or Image.new("RGB", (400, 500), "red"))
    photograph.save()
    return photograph


def change_contact(sponsorship: Sponsorship, **given: Any) -> None:
    """Its columns are sealed: a row is changed and saved whole, `update()` cannot."""
    contact = Contact.objects.get(sponsorship=sponsorship)
    for name, value in given.items():
        setattr(contact, name, value)
    contact.save()
