"""What a load writes: rows in bulk, their sources, their history, and what the next run will compare with."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models

from campaign.loading.comparing import Change, Draft, Load, links_of, sort_out
from campaign.loading.tables import SPONSOR
from campaign.models import LoadedRow

BATCH = 1_000  # rows in one statement


def save_new(drafts: list[Draft], *, load: Load, instances: list[Any]) -> None:
    if not instances:
        return
    model = type(instances[0])
    model._default_manager.bulk_create(instances, batch_size=BATCH)
    tell_history(instances, is_new=True)
    link(zip(drafts, instances, strict=True), load=load, model=model)
    for draft in drafts:
        load.create(draft)


def save_changes(changes: list[Change], *, load: Load, model: Any) -> None:
    names = {name for change in changes for name in change.names if not name.startswith(SPONSOR)}
    if fields := sorted(names - {"sources"}):
        instances = [change.instance for change in changes]
        model._default_manager.bulk_update(instances, fields, batch_size=BATCH)
        tell_history(instances, is_new=False)
    relinked = [(change.draft, change.instance) for change in changes if "sources" in change.names]
    if relinked:
        owner = f"{model._meta.model_name}__in"
        links_of(model).objects.filter(**{owner: [instance for _, instance in relinked]}).delete()
        link(relinked, load=load, model=model)


def tell_history(instances: list[Any], *, is_new: bool) -> None:
    """Rows written in bulk pass by the history: it is told."""
    type(instances[0]).history.bulk_history_create(instances, batch_size=BATCH, update=not is_new)


def link(pairs: Iterable[tuple[Draft, Any]], *, load: Load, model: type[models.Model]) -> None:
    """Give each instance the sources of its draft."""
    if links := links_of(model):
        owner = f"{model._meta.model_name}_id"
        rows = [
            links(**{owner: instance.pk, "source_id": source.pk})
            for draft, instance in pairs
            for source in load.sources_of(draft)
        ]
        links.objects.bulk_create(rows, batch_size=BATCH)


def write_rows(
    drafts: list[Draft],
    *,
    load: Load,
    model: Any,
    key: str,
    there: Mapping[str, Any] | None = None,
    locked: Callable[[Any], set[str]] = lambda instance: set(),
) -> dict[str, Any]:
    """Create and change what a file says; the instances by key. Rows that no file names are left alone."""
    if there is None:
        there = {getattr(instance, key): instance for instance in model.objects.select_for_update()}
    new, changes = sort_out(drafts, load=load, model=model, there=there, locked=locked)
    instances = [model(**{key: draft.key} | draft.fields) for draft in new]
    save_new(new, load=load, instances=instances)
    save_changes(changes, load=load, model=model)
    return dict(there) | {draft.key: instance for draft, instance in zip(new, instances, strict=True)}


def remember(load: Load) -> None:
    """Keep what was loaded, for the next run."""
    rows = [
        LoadedRow(file=file, key=key, values=values)
        for (file, key), values in load.loaded.items()
        if load.last.get((file, key)) != values
    ]
    LoadedRow.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["file", "key"], update_fields=["values"]
    )
