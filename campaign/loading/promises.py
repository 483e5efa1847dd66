"""Sponsorships and their sponsors, as the file announces them."""

import hashlib
import secrets
from collections.abc import Mapping
from functools import cache

from campaign.kit.derived import write_derived
from campaign.loading.checks import is_unnamed, sponsor_of
from campaign.loading.comparing import Change, Draft, Load, sort_out
from campaign.loading.people import Men
from campaign.loading.reading import LoadRefused, Row
from campaign.loading.tables import SPONSOR, SPONSORSHIPS
from campaign.loading.writing import BATCH, save_changes, save_new
from campaign.models import Ngo
from sponsorships.models import Contact, Sponsor, Sponsorship
from sponsorships.models.sponsor import DERIVED

FRENCH_SPEAKING = {"FR", "CH"}  # countries whose sponsors are written to in French
CONSENT = {"published", "name_consented"}
COLUMNS = {column.fills for column in SPONSORSHIPS.columns.values()}
ALL_FIELDS = COLUMNS | CONSENT | {"sources", "prisoner_id", "sponsor__name"}


def write_sponsorships(rows: list[Row], *, load: Load, men: Men) -> None:
    there = stored_sponsorships()
    drafts = [draft for row in rows if (draft := draft_of(row, load=load, men=men))]
    new, changes = sort_out(drafts, load=load, model=Sponsorship, there=there, locked=at_the_desk_only)
    create(new, load=load, sponsors=sponsors_for(new, rows=rows, there=there))
    save_changes(changes, load=load, model=Sponsorship)
    save_sponsors(changes)


def stored_sponsorships() -> dict[str, Sponsorship]:
    """Those that came from a file. Sponsorships of one sponsor share its instance."""
    found = Sponsorship.objects.exclude(key=None).select_related("sponsor").select_for_update(of=("self",))
    sponsors: dict[int, Sponsor] = {}
    for sponsorship in found:
        sponsorship.sponsor = sponsors.setdefault(sponsorship.sponsor_id, sponsorship.sponsor)
    return {str(sponsorship.key): sponsorship for sponsorship in found}


def key_of(row: Row) -> str:
    """The row's own; of a person, a digest of it that tells no name and stays the same."""
    key: str = row.values["id"]
    if row.values["sponsor_kind"] != Sponsor.Kind.INDIVIDUAL:
        return key
    return f"person-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def draft_of(row: Row, *, load: Load, men: Men) -> Draft | None:
    cells = row.values
    values = SPONSORSHIPS.values_of(cells)
    values["sponsor__name"] = "" if is_unnamed(cells) else cells["sponsor_name"]
    values["published"] = values["name_consented"] = cells["published"]
    draft = Draft(SPONSORSHIPS.file, key_of(row), row, values)
    man = men.get(cells["prisoner_slug"])
    if cells["prisoner_slug"] and man is None:
        load.keep(draft, what="the whole row", why="staff deleted its prisoner")
        return None
    values["prisoner_id"] = man and man.pk
    return draft


def at_the_desk_only(sponsorship: Sponsorship) -> set[str]:
    """What a sponsor or staff ended stays as it is; so does a person's name, and the wish not to be named."""
    if sponsorship.state != Sponsorship.State.ACTIVE:
        return ALL_FIELDS
    if sponsorship.sponsor.kind != Sponsor.Kind.INDIVIDUAL:
        return set()
    return {"sponsor__name"} | (set() if sponsorship.published else CONSENT)


def create(drafts: list[Draft], *, load: Load, sponsors: Mapping[tuple[str, ...], Sponsor]) -> None:
    """In force, as announced; written to in the language of the country, followed by its NGO."""
    following = cache(lambda place: Ngo.objects.following(country=place[0], department=place[1]))
    created = []
    for draft in drafts:
        sponsor = sponsors[sponsor_of(draft.row.values)]
        country = draft.values["sponsor__country"]
        sponsorship = Sponsorship(
            key=draft.key,
            sponsor=sponsor,
            state=Sponsorship.State.ACTIVE,
            followed_by=following((country, draft.values["sponsor__department"])),
            language="fr" if country in FRENCH_SPEAKING else "en",
            **draft.fields,
        )
        created.append(sponsorship)
    save_new(drafts, load=load, instances=created)
    unnamed = [
        Contact(sponsorship=sponsorship, name=draft.row.values["sponsor_name"])
        for draft, sponsorship in zip(drafts, created, strict=True)
        if is_unnamed(draft.row.values)
    ]
    Contact.objects.bulk_create(unnamed, batch_size=BATCH)


def sponsors_for(
    drafts: list[Draft], *, rows: list[Row], there: Mapping[str, Sponsorship]
) -> dict[tuple[str, ...], Sponsor]:
    """By what rows say of a sponsor: the one of its other rows, else the one of its slug, else a new one."""
    present = Sponsor.objects.in_bulk(field_name="slug")
    slugs = {sponsor_of(row.values): row.values["id"] for row in reversed(rows)}
    sponsors = {sponsor_of(row.values): there[key_of(row)].sponsor for row in rows if key_of(row) in there}
    new = []
    for draft in drafts:
        sponsor_key = sponsor_of(draft.row.values)
        if sponsor_key not in sponsors:
            sponsor = new_sponsor(draft, slug=slugs[sponsor_key])
            namesake = present.get(sponsor.slug)
            if namesake is None:
                new.append(sponsor)
            elif (namesake.name, namesake.kind) != (sponsor.name, sponsor.kind):
                reason = "another sponsor has this address on the site: choose another id."
                raise LoadRefused([draft.row.problem("id", reason)])
            sponsors[sponsor_key] = namesake or sponsor
    Sponsor.objects.bulk_create(new, batch_size=BATCH)
    Sponsor.history.bulk_history_create(new, batch_size=BATCH)
    return sponsors


def new_sponsor(draft: Draft, *, slug: str) -> Sponsor:
    """Who is not named has an address that tells nothing."""
    fields = {n.removeprefix(SPONSOR): value for n, value in draft.values.items() if n.startswith(SPONSOR)}
    return Sponsor(slug=secrets.token_hex(8) if is_unnamed(draft.row.values) else slug, **fields)


def save_sponsors(changes: list[Change]) -> None:
    names = sorted({name for change in changes for name in change.names if name.startswith(SPONSOR)})
    if names:
        sponsors = {change.instance.sponsor for change in changes}
        for sponsor in sponsors:
            write_derived(sponsor, DERIVED)
        columns = [*(n.removeprefix(SPONSOR) for n in names), *DERIVED]
        Sponsor.objects.bulk_update(sponsors, columns, batch_size=BATCH)
        Sponsor.history.bulk_history_create(sponsors, batch_size=BATCH, update=True)
