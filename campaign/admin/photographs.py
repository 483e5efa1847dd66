"""Photographs at the desk: one NGO proposes with the right in hand, another looks and confirms."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from campaign import photographs
from campaign.admin.desk import GestureAdmin, signed_in
from campaign.kit.refusal import Refused
from campaign.models import CampaignPicture, Photograph

SAID = ["alt_fr", "alt_en", "credit", "right_fr", "right_en", "origin"]
ANSWERED_FOR = [
    ("proposed_at", "proposed_by", "proposed_ngo"),
    ("confirmed_at", "confirmed_by", "confirmed_ngo"),
]
SAVE_BUTTONS = ["show_save", "show_save_and_add_another", "show_save_and_continue"]


class PhotographForm(forms.ModelForm):
    """The file is chosen once: another picture is another record, with a consent of its own."""

    file = forms.FileField(label=_("file"), help_text=_("JPEG, PNG or WebP, 12 MB at most."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["file"]

    def clean_file(self) -> Any:
        try:
            return photographs.decoded(self.cleaned_data["file"])
        except Refused as refused:
            raise ValidationError(str(refused)) from refused


class PhotographAdmin(GestureAdmin):
    """The two records that bear a photograph share this page."""

    actions = ["confirm", "take_away"]
    about: list[Any]  # the fields of the one kind or the other
    form = PhotographForm
    list_select_related = ["proposed_ngo", "confirmed_ngo"]
    ordering = ["-proposed_at", "-pk"]

    @admin.display(description=_("public"), boolean=True, ordering="confirmed_at")
    def is_public(self, photograph: Photograph) -> bool:
        return photograph.is_confirmed

    @admin.display(description=_("picture"))
    def seen(self, photograph: Photograph) -> SafeString:
        address = reverse(
            f"admin:{photograph._meta.label_lower.replace('.', '_')}_file", args=[photograph.pk]
        )
        return format_html('<img src="{}" width="{}" alt="">', address, photograph.widths[:2][-1])

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        def confirm(photograph: Photograph) -> None:
            photographs.confirm(photograph, by=signed_in(request), now=timezone.now())

        for photograph in self.for_each(request, queryset, confirm, word=gettext("Confirm")):
            self.message_user(request, gettext("%s: public from now on.") % photograph, messages.SUCCESS)

    @admin.action(description=_("Take away from the public"), permissions=["change"])
    def take_away(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        word = gettext("Take away from the public")
        for photograph in self.for_each(request, queryset, photographs.take_away, word=word):
            self.message_user(request, gettext("%s: no longer public.") % photograph, messages.SUCCESS)

    def gestures(self, row: Photograph) -> list[str]:
        return ["take_away"] if row.is_confirmed else ["confirm"]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"
        view = never_cache(self.admin_site.admin_view(self.file))
        return [path("<int:pk>/file/", view, name=name), *super().get_urls()]

    def file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For those who have to decide: also of a photograph that waits."""
        photograph = get_object_or_404(self.get_queryset(request), pk=pk)
        with default_storage.open(photograph.file_name(photograph.widths[:2][-1], "jpg")) as file:
            return HttpResponse(file.read(), content_type="image/jpeg")

    def get_fieldsets(self, request: HttpRequest, obj: Photograph | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["file", *self.about, *SAID]})]
        who = (_("Who answers for it"), {"fields": ANSWERED_FOR})
        return [(None, {"fields": ["seen", *self.about, *SAID]}), who]

    def get_readonly_fields(self, request: HttpRequest, obj: Photograph | None = None) -> Any:
        if obj is None:
            return []
        sealed = [*self.about, *SAID] if obj.is_confirmed else []
        return ["seen", *(name for names in ANSWERED_FOR for name in names), *sealed]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"] is not None and context["original"].is_confirmed:
            context |= dict.fromkeys(SAVE_BUTTONS, False)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        if change and not form.has_changed():
            return
        if not change:
            photographs.put_files(obj, form.cleaned_data["file"])
        photographs.propose(obj, by=signed_in(request), now=timezone.now())
        waits = gettext("%s: recorded, and it waits. Somebody of another NGO must confirm it.")
        self.message_user(request, waits % obj, messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        photographs.remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for photograph in queryset:
            photographs.remove(photograph)


@admin.register(CampaignPicture)
class CampaignPictureAdmin(PhotographAdmin):
    about = ["caption_fr", "caption_en", "taken_on"]
    list_display = ["caption_fr", "taken_on", "credit", "is_public", "proposed_ngo", "confirmed_ngo"]
