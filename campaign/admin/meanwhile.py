"""Two people on one record: the second is told what the first has changed, and nothing is overwritten."""

import json
from typing import Any, cast
from zlib import crc32

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _


def fingerprint(field: forms.Field, value: Any) -> str:
    """Of a value as a form shows it, whether it comes from the database or was typed."""
    shown = field.prepare_value(value)
    if isinstance(field, forms.ModelMultipleChoiceField):
        shown = sorted(str(pk) for pk in shown or [])
    return f"{crc32(str('' if shown in (None, False) else shown).encode(errors='replace')):x}"


def in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(str(row) for row in value)
    if isinstance(field, forms.ModelChoiceField):
        rows = cast(QuerySet[Any], field.queryset)
        return str(rows.filter(pk=field.prepare_value(value)).first() or "–")
    return str(dict(getattr(field, "choices", [])).get(value, value))[:300]


class VersionField(forms.CharField):
    """What a page says of itself is no change of the record."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class VersionedForm(forms.ModelForm):
    """Sends along how each field was when the page was shown; before saving it is looked at again."""

    version = VersionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_kept = {
            name: fingerprint(field, self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name != "version"
        }
        self.initial["version"] = json.dumps(self.as_kept)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if changed := self.changed_meanwhile() if self.instance.pk else []:
            self.tell(changed, typed)
        return typed

    def changed_meanwhile(self) -> list[str]:
        """Fields that are no longer as this page had shown them."""
        try:
            as_shown = json.loads(self.data.get("version") or "{}")
        except ValueError:  # not what our page sent
            return []
        if not isinstance(as_shown, dict):
            return []
        return [name for name, kept in self.as_kept.items() if as_shown.get(name, kept) != kept]

    def tell(self, changed: list[str], typed: dict[str, Any]) -> None:
        """What I had not touched becomes what it is now; what I typed stays, with theirs beside it."""
        as_shown, data = json.loads(self.data["version"]), cast(QueryDict, self.data).copy()
        self.add_error(None, _("Somebody changed this record while you had it open. Nothing is saved yet:"))
        for name in changed:
            field = self.fields[name]
            theirs = self.get_initial_for_field(field, name)
            mine = name not in typed or fingerprint(field, typed[name]) != as_shown[name]
            said = _("%(field)s is now: %(theirs)s. You had not touched it; it stays so.")
            if mine:
                said = _(
                    "%(field)s is now: %(theirs)s. What you typed stands below: save again to keep yours."
                )
            else:
                self.show(data, name, theirs)
            self.add_error(None, said % {"field": field.label or name, "theirs": in_words(field, theirs)})
        data["version"] = json.dumps(self.as_kept)
        self.data = data

    def show(self, data: Any, name: str, value: Any) -> None:
        shown = self.fields[name].prepare_value(value)
        if isinstance(shown, list | tuple):
            data.setlist(name, [str(one) for one in shown])
        elif shown in (None, False):
            data.pop(name, None)
        else:
            data[name] = str(shown)
