"""Changes that come without somebody's browser: an old version, a line of a file.

They go through the form of the page and through its `save_model`, hence through the same services:
what waits for another NGO when it is typed waits when it comes by this road.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, QueryDict

from campaign.admin.meanwhile import fingerprint, in_words
from campaign.kit.refusal import Refused

Change = tuple[str, str, str]  # field, before, after


def posted(form: forms.ModelForm, given: Mapping[str, Any]) -> QueryDict:
    """What a browser would send: the form as it is shown, with these values instead of its own."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = given.get(name, form.get_initial_for_field(field, name))
        shown = value if isinstance(value, str) else field.prepare_value(value)
        if isinstance(shown, list | tuple):
            data.setlist(name, [str(one) for one in shown])
        elif shown not in (None, False):
            data[name] = str(shown)
    return data


def save(
    desk: admin.ModelAdmin, request: HttpRequest, row: Model | None, given: Mapping[str, Any]
) -> list[Change]:
    """Save these fields of a record, old or new, and say what changed; what its form refuses is raised."""
    form_class = desk.get_form(request, row, change=row is not None)
    shown = form_class(instance=row)
    data = posted(shown, {name: value for name, value in given.items() if name in shown.fields})
    before = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    form = form_class(data, instance=row)
    if not form.is_valid():
        raise Refused(" ".join(in_sentences(form)))
    changed = [
        (str(field.label or name), in_words(field, before[name]), in_words(field, form.cleaned_data[name]))
        for name, field in form.fields.items()
        if name != "version"
        and fingerprint(field, before[name]) != fingerprint(field, form.cleaned_data[name])
    ]
    if changed:
        saved = desk.save_form(request, form, change=row is not None)
        desk.save_model(request, saved, form, change=row is not None)
        desk.save_related(request, form, [], change=row is not None)
    return changed


def in_sentences(form: forms.ModelForm) -> list[str]:
    return [
        f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
        for name, errors in form.errors.items()
        for error in errors
    ]
