"""A column made from another one, for the database to look for; indexes made while others write."""

from collections.abc import Callable
from typing import Any

from django.db import migrations, models

BATCH = 500  # rows written at once


class Derived(models.CharField):
    """Written with the row: whoever saves the other field alone names this one too.

    None where a release wrote the row that did not know of it.
    """

    def __init__(self, *args: Any, of: str, by: Callable[[str], str], **given: Any) -> None:
        self.of, self.by = of, by
        super().__init__(*args, **{"null": True, "editable": False} | given)

    def deconstruct(self) -> Any:
        name, path, args, given = super().deconstruct()
        return name, path, args, given | {"of": self.of, "by": self.by}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001
        value = self.made_for(model_instance)
        setattr(model_instance, self.attname, value)
        return value

    def made_for(self, row: models.Model) -> str:
        return self.by(getattr(row, self.of))[: self.max_length]


def write_missing(model: type[models.Model], names: list[str]) -> None:
    """For rows of a release that did not know of these columns; a few at a time, so that nobody waits."""
    without = model._default_manager.filter(**{names[0]: None}).order_by("pk")
    while rows := list(without[:BATCH]):
        for row in rows:
            write_derived(row, names)
        model._default_manager.bulk_update(rows, names)


def write_derived(row: models.Model, names: list[str]) -> None:
    """Before a change of many rows at once, which does not do it."""
    for name in names:
        row._meta.get_field(name).pre_save(row, add=False)  # type: ignore[union-attr]


class AddIndexMeanwhile(migrations.AddIndex):
    """Nobody who writes waits for it. The migration says `atomic = False`."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.add_index(model, self.index, concurrently=True)
        else:
            schema_editor.add_index(model, self.index)
