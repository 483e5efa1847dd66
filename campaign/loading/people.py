"""Prisoners and their events: what could wound waits for the desk, whatever the file says."""

from collections import defaultdict
from collections.abc import Mapping

from campaign.kit.partial_dates import PartialDate
from campaign.kit.refusal import Refused
from campaign.loading.comparing import Change, Draft, Load, sort_out
from campaign.loading.reading import LoadRefused, Row
from campaign.loading.tables import EVENTS, PRISONERS
from campaign.loading.writing import save_changes, save_new, write_rows
from prisoners import services
from prisoners.models import Event, FormerSlug, Prisoner
from prisoners.models.family import TEXTS

type Men = Mapping[str, Prisoner]  # by the slug that the files use

TELLING = {"kind", "happened_on"}  # what an event says of a status


def write_prisoners(rows: list[Row], *, load: Load) -> Men:
    """Their records, as yet unpublished. Whose address staff have changed is found by the former one."""
    now = {man.slug: man for man in Prisoner.objects.select_for_update()}
    former = dict(FormerSlug.objects.values_list("slug", "prisoner__slug"))
    drafts = []
    for row in rows:
        values = PRISONERS.values_of(row.values)
        values["born_on"] = values["born_on"] or row.values["birth_year"]
        drafts.append(Draft(PRISONERS.file, values.pop("slug"), row, values))
    there = {slug: now[present] for slug, present in former.items()} | now
    hidden = services.hidden_parts()
    return write_rows(
        drafts,
        load=load,
        model=Prisoner,
        key="slug",
        there=there,
        locked=lambda man: hidden.get(man.pk, set()),
    )


def publish_prisoners(rows: list[Row], *, load: Load, men: Men) -> None:
    """After the events, because only a man who has a status can be published."""
    statuses = dict(Prisoner.objects.values_list("pk", "status"))
    drafts = []
    for row in rows:
        man = men.get(row.values["slug"])
        if man is not None:
            published = row.values["published"] and bool(statuses[man.pk])
            draft = Draft(PRISONERS.file, row.values["slug"], row, {"published": published})
            drafts.append(draft)
            if row.values["published"] and not published:
                load.keep(draft, what="published", why="his status waits for its confirmation")
    for slug in load.tallies[PRISONERS.file].new:
        load.loaded[PRISONERS.file, slug]["published"] = False
    at_their_wish: dict[bool, set[str]] = {True: {"published"}, False: set()}
    _, changes = sort_out(
        drafts, load=load, model=Prisoner, there=men, locked=lambda man: at_their_wish[man.hidden]
    )
    save_changes(changes, load=load, model=Prisoner)


def write_events(rows: list[Row], *, load: Load, men: Men) -> None:
    there = {event.key: event for event in Event.objects.select_for_update()}
    drafts = []
    for row in rows:
        values = EVENTS.values_of(row.values)
        draft = Draft(EVENTS.file, values.pop("key"), row, values)
        man = men.get(row.values["slug"])
        if man is None:
            load.keep(draft, what="the whole row", why="staff deleted its prisoner")
        else:
            values["prisoner_id"] = man.pk
            drafts.append(draft)
    new, changes = sort_out(drafts, load=load, model=Event, there=there, locked=at_the_desk_only)
    if load.is_first:
        write_first_events(new, load=load, men=men)
    else:
        record_events(new, load=load)
    change_events(changes, load=load)


def at_the_desk_only(event: Event) -> set[str]:
    """An event never changes its man; one that could wound, once answered, keeps what it tells.
    What his family hid is not brought back.
    """
    settled = event.needs_another_ngo and not event.is_waiting
    hidden = set(TEXTS) if event.text_hidden else set()
    return {"prisoner_id"} | (TELLING if settled else set()) | hidden


def write_first_events(drafts: list[Draft], *, load: Load, men: Men) -> None:
    """The initial load counts as confirmed, by nobody."""
    given = {"from_initial_load": True, "recorded_at": load.now, "confirmed_at": load.now}
    events = [Event(key=draft.key, **draft.fields, **given) for draft in drafts]
    captures: defaultdict[int, list[Event]] = defaultdict(list)
    for event in sorted(events, key=order):
        if event.kind == Event.Kind.CAPTURE:
            captures[event.prisoner_id].append(event)
        event.needs_another_ngo = event.is_ending or event in captures[event.prisoner_id][1:]
    save_new(drafts, load=load, instances=events)
    services.refresh_statuses(men.values())


def order(event: Event) -> tuple[bool, PartialDate, int]:
    """Captures first: what follows a capture can then tell whether it is another one."""
    return event.kind != Event.Kind.CAPTURE, event.happened_on, event.number


def record_events(drafts: list[Draft], *, load: Load) -> None:
    """As at the desk, where two persons are still to come for what could wound."""
    events = [(Event(key=draft.key, **draft.fields), draft) for draft in drafts]
    for event, draft in sorted(events, key=lambda pair: order(pair[0])):
        services.record_event(event, sources=load.sources_of(draft), by=None, now=load.now)
        load.create(draft)
        if not event.is_confirmed:
            load.remarks.append(f"waits for its confirmation at the desk: {draft.file}, {draft.key}.")


def change_events(changes: list[Change], *, load: Load) -> None:
    """A corrected text acts on nothing; a new kind or date goes the way of a new event."""
    save_changes([change for change in changes if not change.names & TELLING], load=load, model=Event)
    for change in changes:
        if change.names & TELLING:
            event, draft = change.instance, change.draft
            try:
                services.change_event(event, sources=load.sources_of(draft), by=None, now=load.now)
            except Refused as error:  # his only sign of life would have to wait
                raise LoadRefused([draft.row.problem("kind", str(error))]) from error
