"""What every page of the desk shares: texts typed in lines, and gestures beyond saving."""

import re
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext

from campaign import revision, translations
from campaign.admin.meanwhile import VersionedForm
from campaign.admin.past import Past
from campaign.admin.sheet_pages import Sheets
from campaign.kit.refusal import Refused
from campaign.kit.typography import titled
from campaign.models import Role, User

TOO_LONG = re.compile(r"\d{19}")  # digits of a number: eight bytes hold 18 and some


def signed_in(request: HttpRequest) -> User:
    """Who is at the desk; the admin lets nobody in who is not known."""
    return cast(User, request.user)


class LinesField(forms.CharField):
    """Browsers send line ends as CR LF: kept so, a text that nobody touched would count as edited."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


def may(request: HttpRequest, role: Role) -> bool:
    return isinstance(request.user, User) and request.user.may(role)


class Rights:
    """Who may do what with the records of a page: the role from which each gesture is allowed.

    None: nobody does it by hand. `permissions=["decide"]` on an action asks for `deciding`.
    """

    viewing: Role | None = Role.READER
    adding: Role | None = Role.CASE_WORKER
    changing: Role | None = Role.CASE_WORKER
    deciding: Role | None = Role.MODERATOR
    deleting: Role | None = Role.MODERATOR

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.viewing is not None and may(request, self.viewing)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.adding is not None and may(request, self.adding)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.changing is not None and may(request, self.changing)

    def has_decide_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deciding is not None and may(request, self.deciding)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deleting is not None and may(request, self.deleting)


class ReadInline(Rights):
    """Rows that are read on another record's page, and written elsewhere. Comes before the inline's class."""

    adding = changing = deleting = None
    can_delete = False
    extra = 0


class RecordAdmin(Rights, Past):
    """Every page of the desk: rights, a past, texts typed in lines, lists asked by what they show."""

    formfield_overrides = {models.TextField: {"form_class": LinesField}}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """The form of the page, which also looks whether somebody saved the record meanwhile."""
        versioned = type(f"Versioned{self.form.__name__}", (VersionedForm, self.form), {})
        return super().get_form(request, obj, change, **{"form": versioned} | kwargs)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only by what the list shows: an address could otherwise be guessed letter by letter. And by no
        number that no database has."""
        name = lookup.partition("__")[0]
        if name not in self.looked_up(request) or TOO_LONG.search(value):
            return False
        return super().lookup_allowed(lookup, value, request)

    def looked_up(self, request: HttpRequest) -> set[str]:
        filters = [f[0] if isinstance(f, tuple) else f for f in self.get_list_filter(request)]
        words = {getattr(f, "parameter_name", f) for f in filters}
        return {"id", "pk", self.date_hierarchy, *self.get_list_display(request), *words}


def could_be(model: type[models.Model], name: str, value: Any) -> bool:
    """A relation is given by the keys of its rows."""
    try:
        field = model._meta.get_field(name)
        kind: Any = field.target_field if field.is_relation else field  # type: ignore[union-attr]
        for one in value if isinstance(value, list) else [value]:
            kind.run_validators(kind.to_python(one))  # also that a number is one the database has
    except (FieldDoesNotExist, ValidationError):
        return False
    return True


class DeskAdmin(Sheets, RecordAdmin):
    """Of what the public sees: whatever is saved or deleted here moves the revision."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """An address may hold anything: what its field could not take is left out."""
        given = super().get_changeform_initial_data(request)
        return {name: value for name, value in given.items() if could_be(self.model, name, value)}

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Before it is read to be saved: two who press at the same moment come one after the other."""
        if request.method == "POST":
            revision.moved()
        return super().get_object(request, object_id, from_field)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:  # noqa: FBT001
        """The one door of every save, before anything is written, in its transaction."""
        revision.moved()
        row = super().save_form(request, form, change)
        if change:
            self.tell_what_is_behind(request, form, row)
        return row

    def tell_what_is_behind(self, request: HttpRequest, form: Any, row: Any) -> None:
        given = {"changed": form.changed_data, "before": form.initial}
        for behind in translations.follow(row, now=timezone.now(), **given):
            said = gettext("“%(text)s” may now say something else: read it too. The desk keeps it in mind.")
            self.message_user(request, said % {"text": behind.text_label}, messages.WARNING)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        revision.moved()
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        revision.moved()
        super().delete_queryset(request, queryset)


class Gestures(RecordAdmin):
    """Each of `actions` is also a button on the page of a record that is ready for it.

    The button saves the page first, then does the gesture. What a service refuses becomes a
    message to the person at the desk, and what was refused is not done.
    """

    actions: list[str]
    change_form_template = "admin/change_form_with_gestures.html"

    def gestures(self, row: Any) -> list[str]:
        """Names of the actions that this row is ready for, in the order of their buttons."""
        raise NotImplementedError

    def for_each(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[Any],
        gesture: Callable[[Any], Any],
        *,
        word: str,
    ) -> list[Any]:
        """Do it to each row and return those done; a refusal is told with its row, and the others go on."""
        done = []
        for row in queryset:
            try:
                gesture(row)
            except Refused as refused:
                self.message_user(request, titled(row, refused), messages.ERROR)
            else:
                self.log_change(request, row, word)
                done.append(row)
        return done

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context["original"]
        if row is not None and self.has_change_permission(request, row):
            ready = self.gestures(row)
            context["gestures"] = [(f"_{name}", getattr(self, name).short_description) for name in ready]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        for name in self.actions:
            if f"_{name}" in request.POST:
                asked = getattr(self, name)(request, self.get_queryset(request).filter(pk=obj.pk))
                return asked or HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.unless_refused(super().changeform_view, request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.unless_refused(super().changelist_view, request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.unless_refused(super().delete_view, request, *args, **kwargs)

    def unless_refused(
        self, view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """All of it or nothing: when a service refuses half-way, the page is shown again with the reason."""
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class GestureAdmin(Gestures, DeskAdmin):
    """Gestures on what the public sees."""
