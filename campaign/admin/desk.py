"""What every page of the desk shares: texts typed in lines, and gestures beyond saving."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from campaign.kit.refusal import Refused
from campaign.models import User


def signed_in(request: HttpRequest) -> User:
    """Who is at the desk; the admin lets nobody in who is not known."""
    return cast(User, request.user)


class LinesField(forms.CharField):
    """Browsers send line ends as CR LF: kept so, a text that nobody touched would count as edited."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class DeskAdmin(admin.ModelAdmin):
    formfield_overrides = {models.TextField: {"form_class": LinesField}}


class GestureAdmin(DeskAdmin):
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
        gesture: Callable[[Any], None],
        *,
        word: str,
    ) -> list[Any]:
        """Do it to each row and return those done; a refusal is told with its row, and the others go on."""
        done = []
        for row in queryset:
            try:
                gesture(row)
            except Refused as refused:
                self.message_user(request, f"{row}: {refused}", messages.ERROR)
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
                getattr(self, name)(request, self.get_queryset(request).filter(pk=obj.pk))
                return HttpResponseRedirect(request.get_full_path())
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
