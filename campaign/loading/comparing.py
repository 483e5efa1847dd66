"""Three versions of a row: as the file has it, as it was last loaded, as staff left it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models

from campaign.loading.reading import Row
from campaign.loading.tables import SPONSOR
from campaign.models import Source

type Values = dict[str, Any]  # by field; "sources" holds addresses, `sponsor__town` belongs to the sponsor

NEVER = object()  # loaded

# Fields that make sense together only: written as one, or not at all.
TOGETHER = [
    {"sentence_years", "sentence_life"},
    {"whom", "prisoner_id"},
    {"adhered_on", "date_kind"},
    {"published", "name_consented"},
    {"sponsor__latitude", "sponsor__longitude"},
]
PARTNERS = {name: frozenset(names) for names in TOGETHER for name in names}


@dataclass(frozen=True)
class Draft:
    """What a row asks for. `file` and `key` name it in LoadedRow for ever."""

    file: str
    key: str
    row: Row
    values: Values

    @property
    def fields(self) -> Values:
        """What the constructor of its model takes."""
        return {n: v for n, v in self.values.items() if n != "sources" and not n.startswith(SPONSOR)}


@dataclass
class Tally:
    """What became of the rows of one file, by key."""

    rows: int = 0
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)


@dataclass
class Load:
    """One run: what was loaded before, what is loaded now, and what there is to say about it."""

    now: datetime
    overwrite: bool
    is_first: bool
    last: dict[tuple[str, str], Values]
    loaded: dict[tuple[str, str], Values] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    remarks: list[str] = field(default_factory=list)

    def keep(self, draft: Draft, *, what: str, why: str) -> None:
        self.tallies[draft.file].kept.add(draft.key)
        self.remarks.append(f"kept: {draft.file}, {draft.key}, {what.removeprefix(SPONSOR)}: {why}.")

    def create(self, draft: Draft) -> None:
        self.tallies[draft.file].new.add(draft.key)
        self.loaded[draft.file, draft.key] = as_loaded(draft.values)

    def sources_of(self, draft: Draft) -> list[Source]:
        """Without those that staff have deleted."""
        return [self.sources[url] for url in draft.values["sources"] if url in self.sources]


@dataclass(frozen=True)
class Change:
    """Fields of a row that the file may write; the instance already holds them."""

    draft: Draft
    instance: Any
    names: set[str]


def as_loaded(values: Mapping[str, Any]) -> Values:
    return {name: as_json(value) for name, value in values.items()}


def as_json(value: object) -> Any:
    """One form for what a file and what the database says, and one that JSON can hold."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return value.replace("\r\n", "\n")  # a browser sends line ends so
        case list():
            return sorted(value)
        case Decimal():
            return f"{value:.3f}"
        case _:
            return str(value)


def value_at(instance: Any, name: str) -> Any:
    owner, _, name = name.rpartition("__")
    return getattr(getattr(instance, owner) if owner else instance, name)


def sort_out(
    drafts: Iterable[Draft],
    *,
    load: Load,
    model: type[models.Model],
    there: Mapping[str, Any],
    locked: Callable[[Any], set[str]] = lambda instance: set(),
) -> tuple[list[Draft], list[Change]]:
    """What is new and what changes. What staff have edited or deleted, or alone may change, is kept."""
    new, changes = [], []
    urls = urls_by_instance(model)
    for draft in drafts:
        instance = there.get(draft.key)
        if instance is not None:
            stored = {n: as_json(value_at(instance, n)) for n in draft.values if n != "sources"}
            if "sources" in draft.values:
                stored["sources"] = sorted(urls[instance.pk])
            if names := writable(draft, load=load, stored=stored, locked=locked(instance)):
                changes.append(changed(draft, instance=instance, names=names, load=load))
        elif may_create(draft, load=load):
            new.append(draft)
        else:
            load.keep(draft, what="the whole row", why="deleted by staff")
    return new, changes


def may_create(draft: Draft, *, load: Load) -> bool:
    """Never again when its values were emptied: a person has asked to be erased."""
    last = load.last.get((draft.file, draft.key))
    return last is None or (load.overwrite and bool(last))


def urls_by_instance(model: type[models.Model]) -> Mapping[int, list[str]]:
    urls: defaultdict[int, list[str]] = defaultdict(list)
    if links := links_of(model):
        for pk, url in links.objects.values_list(f"{model._meta.model_name}_id", "source__url"):
            urls[pk].append(url)
    return urls


def links_of(model: Any) -> Any:
    """The table between a model and its sources, if it has any."""
    return model.sources.through if hasattr(model, "sources") else None


def writable(draft: Draft, *, load: Load, stored: Values, locked: set[str]) -> set[str]:
    """The fields that the file may write: those that nobody has touched since the last load."""
    place = (draft.file, draft.key)
    last = load.loaded.get(place, load.last.get(place, {}))
    wanted = as_loaded(draft.values)
    names: set[str] = set()
    for unit in dict.fromkeys(PARTNERS.get(name, frozenset([name])) for name in wanted):
        differing = {name for name in unit & wanted.keys() if stored[name] != wanted[name]}
        edited = any(stored[name] != last.get(name, NEVER) for name in differing)
        if why := why_kept(is_locked=bool(differing & locked), edited=edited and not load.overwrite):
            for name in sorted(differing):
                load.keep(draft, what=name, why=why)
        else:
            names |= differing
    settled = {name for name in wanted if name in names or stored[name] == wanted[name]}
    load.loaded[place] = last | {name: wanted[name] for name in settled}
    return names


def why_kept(*, is_locked: bool, edited: bool) -> str:
    if is_locked:
        return "changed at the desk only"
    return "edited by staff" if edited else ""


def changed(draft: Draft, *, instance: Any, names: set[str], load: Load) -> Change:
    for name in names - {"sources"}:
        owner, _, field_name = name.rpartition("__")
        setattr(getattr(instance, owner) if owner else instance, field_name, draft.values[name])
    load.tallies[draft.file].changed.add(draft.key)
    return Change(draft, instance, names)
