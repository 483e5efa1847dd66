"""Lists as CSV and XLSX: taken out as the list is filtered, brought back all or nothing, with a preview."""

import copy
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import tablib
from django import forms
from django.contrib import admin
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV, XLSX

from campaign.admin import by_form
from campaign.admin.by_form import Change
from campaign.kit.refusal import Refused
from campaign.kit.sheets import LINES_MAX, UNREADABLE, as_it_was, neutral, rows_of_xlsx
from campaign.models import Ngo, Source

FILE_MAX_BYTES = 2 * 1024 * 1024
UNPACKED_MAX_BYTES = 40 * 1024 * 1024  # an XLSX is a zip
CARRIED_MAX = 900_000  # characters of the checked lines in the page between; a request takes a megabyte
YES_OR_NO = dict.fromkeys(("yes", "oui", "true", "vrai"), True) | dict.fromkeys(
    ("no", "non", "false", "faux"), False
)
NEVER = ("published", "file", "version")  # decided on the record's own page
FORMATS = {"csv": CSV, "xlsx": XLSX}
KEYS: dict[type[models.Model], str] = {Ngo: "slug", Source: "url"}  # what a file names a record by


def key_of(model: type[models.Model]) -> str:
    """A word that each record has, or its number."""
    words = {f.name for f in model._meta.concrete_fields if not f.null}
    return KEYS.get(model) or next((name for name in ("slug", "key") if name in words), "pk")


def find(rows: models.QuerySet[Any], name: str) -> models.Model | None:
    try:
        return rows.filter(**{key_of(rows.model): name}).first() if name else None
    except ValueError:  # no number
        return None


def rows_of(form_field: Any) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = form_field.queryset
    return rows


def written(form_field: forms.Field, value: Any) -> str:
    """One cell."""
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        return " ".join(sorted(str(getattr(row, key_of(type(row)))) for row in value))
    if isinstance(form_field, forms.ModelChoiceField):
        row = rows_of(form_field).filter(pk=value).first() if value else None
        return str(getattr(row, key_of(type(row)))) if row else ""
    shown = form_field.prepare_value(value)
    if isinstance(shown, bool):
        return "yes" if shown else "no"
    return "" if shown is None else str(shown)


def read(form_field: forms.Field, cell: str) -> Any:
    """The same, back; an unknown name stays as it is, and the form refuses it."""
    if isinstance(form_field, forms.ModelMultipleChoiceField):
        key = key_of(rows_of(form_field).model)
        rows = {
            str(getattr(r, key)): str(r.pk)
            for r in rows_of(form_field).filter(**{f"{key}__in": cell.split()})
        }
        return [rows.get(word, word) for word in cell.split()]
    if isinstance(form_field, forms.ModelChoiceField) and cell:
        row = find(rows_of(form_field), cell)
        return str(row.pk) if row else cell
    said = YES_OR_NO.get(cell.casefold())
    if type(form_field) is forms.BooleanField:
        return "on" if said else ""
    if isinstance(form_field, forms.NullBooleanField | forms.TypedChoiceField) and said is not None:
        return str(said)  # a third answer is that nobody knows: the empty cell
    return cell


class SheetForm(forms.Form):
    sheet = forms.FileField(
        label=_("file"), help_text=_("CSV (UTF-8) or XLSX, 2 MB and 2,000 lines at most.")
    )

    def clean_sheet(self) -> list[dict[str, str]]:
        file = self.cleaned_data["sheet"]
        if file.size > FILE_MAX_BYTES:
            raise ValidationError(_("This file is too big."))
        try:
            return lines_of(file.read(), is_xlsx=file.name.casefold().endswith(".xlsx"))
        except UNREADABLE as unreadable:
            raise ValidationError(_("This file is not a table that can be read.")) from unreadable


def lines_of(content: bytes, *, is_xlsx: bool) -> list[dict[str, str]]:
    if is_xlsx:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX_BYTES:
                raise ValueError("too much in it")
        head, *rows = rows_of_xlsx(content) or [()]
        table = tablib.Dataset(*rows, headers=head)
    else:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        separator = ";" if first.count(";") > first.count(",") else ","
        table = tablib.Dataset().load(text, format="csv", delimiter=separator)
    if len(table) > LINES_MAX:
        raise ValueError("too many lines")
    names = [str(name or "").strip() for name in table.headers or []]
    return [dict(zip(names, map(as_text, row), strict=False)) for row in table if any(row)]


def as_text(cell: Any) -> str:
    """XLSX keeps numbers as numbers: 12.0 is 12."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return as_it_was("" if cell is None else str(cell).replace("\r\n", "\n").replace("_x000D_", ""))


@dataclass
class Plan:
    """What an import would do, line by line."""

    new: list[tuple[int, str, list[Change]]] = field(default_factory=list)
    changed: list[tuple[int, str, list[Change]]] = field(default_factory=list)
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    unchanged: int = 0

    @property
    def all(self) -> list[tuple[int, str, list[Change]]]:
        return sorted([*self.new, *self.changed])

    @property
    def can_be_done(self) -> bool:
        return not self.refused and bool(self.new or self.changed)


def columns_of(desk: admin.ModelAdmin, request: HttpRequest) -> dict[str, forms.Field]:
    form = desk.get_form(request, None)()
    return {name: field for name, field in form.fields.items() if name not in NEVER}


def table(desk: admin.ModelAdmin, request: HttpRequest, rows: Iterable[models.Model]) -> tablib.Dataset:
    key, columns = key_of(desk.model), columns_of(desk, request)
    made = tablib.Dataset(headers=list(dict.fromkeys([key, *columns])))
    form_class = desk.get_form(request, None)
    for row in rows:
        form = form_class(instance=row)
        cells = {key: str(getattr(row, key))} | {
            name: written(field, form.get_initial_for_field(field, name)) for name, field in columns.items()
        }
        made.append([neutral(cells[name]) for name in made.headers])
    return made


def widen(made: tablib.Dataset, columns: list[str], cells: list[list[str]]) -> None:
    """One list of cells a row."""
    for number, column in enumerate(columns):
        made.append_col([neutral(row[number]) for row in cells], header=column)


def as_file(made: tablib.Dataset, *, kind: str, name: str) -> HttpResponse:
    form = FORMATS[kind]()
    content = form.export_data(made)
    if kind == "csv":
        content = "\ufeff" + content  # Excel reads UTF-8 only with it
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=form.get_content_type(), headers=headers)


def bring_in(
    desk: admin.ModelAdmin, request: HttpRequest, lines: list[dict[str, str]], *, sure: bool
) -> Plan:
    """All of it or nothing; without `sure`, nothing, and what it would be."""
    plan, quiet, columns = Plan(), copy.copy(request), columns_of(desk, request)
    if not sure:
        quiet._messages = FallbackStorage(quiet)  # type: ignore[attr-defined]  # said when it is done
    with transaction.atomic():
        for number, line in enumerate(lines, start=2):  # as the spreadsheet numbers them
            try:
                with transaction.atomic():
                    bring_in_line(desk, quiet, columns, line, number=number, plan=plan)
            except Refused as refused:
                plan.refused.append((number, line.get(key_of(desk.model), ""), str(refused)))
        if not sure or plan.refused:
            transaction.set_rollback(True)
    return plan


def bring_in_line(
    desk: admin.ModelAdmin,
    request: HttpRequest,
    columns: dict[str, forms.Field],
    line: dict[str, str],
    *,
    number: int,
    plan: Plan,
) -> None:
    key = key_of(desk.model)
    if unknown := set(line) - {key, *columns}:
        raise Refused(_("Unknown columns: %s") % ", ".join(sorted(unknown)))
    name = line.get(key, "")
    row = find(desk.get_queryset(request), name)
    allowed = desk.has_change_permission(request, row) if row else desk.has_add_permission(request)
    if row and not allowed and says_what_stands(desk, request, row, line):
        plan.unchanged += 1
        return
    if not allowed or (name and row is None and key not in columns):
        raise Refused(_("No such record, and none is made by this line."))
    given = {column: read(columns[column], cell) for column, cell in line.items() if column in columns}
    changes = by_form.save(desk, request, row, given)
    if not changes:
        plan.unchanged += 1
    else:
        (plan.changed if row else plan.new).append((number, name, changes))


def says_what_stands(
    desk: admin.ModelAdmin, request: HttpRequest, row: models.Model, line: dict[str, str]
) -> bool:
    """A line of another's record, left as it was taken out, harms nobody."""
    (cells,) = table(desk, request, [row]).dict
    return all(as_text(cells.get(column)) == cell for column, cell in line.items())


def carried(lines: list[dict[str, str]], *, salt: str) -> str:
    packed = signing.dumps(lines, salt=salt, compress=True)
    if len(packed) > CARRIED_MAX:
        raise Refused(_("This file is too big."))
    return packed


def brought_back(packed: str, *, salt: str) -> list[dict[str, str]]:
    lines: list[dict[str, str]] = signing.loads(packed, salt=salt, max_age=3600)
    return lines
