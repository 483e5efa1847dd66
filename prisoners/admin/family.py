"""What a family wishes, where each fact comes from, and the page as the public will see it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from campaign.admin.asking import ask_first, back_to, typed
from campaign.admin.desk import GestureAdmin, ReadInline, signed_in
from campaign.revision import asking_anew
from prisoners import services
from prisoners.models import FactSource, FamilyWish, Part, Prisoner
from prisoners.views import page_of_man


class WishForm(forms.Form):
    part = forms.ChoiceField(
        label=_("What the family spoke of"),
        choices=[one for one in Part.choices if one[0] != Part.EVENT_TEXT],
        widget=forms.RadioSelect,
    )
    wish = forms.ChoiceField(
        label=_("What it wishes"),
        choices=[("hide", _("must not be shown")), ("show", _("may be shown"))],
        widget=forms.RadioSelect,
    )


class WishesInline(ReadInline, admin.TabularInline):
    fields = ["part", "event", "may_be_shown", "recorded_by", "recorded_at"]
    model = FamilyWish
    ordering = ["part"]
    readonly_fields = ["part", "event", "may_be_shown", "recorded_by", "recorded_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FamilyWish]:
        return super().get_queryset(request).select_related("event__prisoner", "recorded_by")


class FactsInline(admin.TabularInline):
    """Typed where it matters: a fact that is only reported, or disputed."""

    autocomplete_fields = ["source"]
    extra = 0
    fields = ["part", "source", "confidence", "note"]
    model = FactSource
    ordering = ["part", "pk"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.site.get_model_admin(Prisoner).has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.site.get_model_admin(Prisoner).has_change_permission(request)

    has_add_permission = has_delete_permission = has_change_permission


class FamilyAdmin(GestureAdmin):
    """What PrisonerAdmin offers beside his facts."""

    @admin.action(description=_("Record a wish of the family: show or hide"), permissions=["change"])
    def record_wish(self, request: HttpRequest, queryset: QuerySet[Prisoner]) -> HttpResponse | None:
        form = typed(request, WishForm)
        if not form.is_valid():
            words = {
                "title": gettext("A wish of the family"),
                "explained": gettext(
                    "What must not be shown goes at once from every page, list, search, picture and file. "
                    "It is kept here, and comes back when the family agrees; a portrait, once two NGOs "
                    "have confirmed it anew. The text of an event is hidden on the page of the event."
                ),
                "button": gettext("Record the wish"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="record_wish", **words)
        part, may_be_shown = form.cleaned_data["part"], form.cleaned_data["wish"] == "show"

        def record(man: Prisoner) -> None:
            user, now = signed_in(request), timezone.now()
            services.record_wish(man, part=part, may_be_shown=may_be_shown, by=user, now=now)

        done = self.for_each(request, queryset, record, word=gettext("A wish of the family"))
        for man in done:
            said = gettext("%(man)s, %(part)s: may be shown.")
            if not may_be_shown:
                said = gettext(
                    "%(man)s, %(part)s: hidden everywhere. The same gesture, “may be shown”, undoes it."
                )
            self.message_user(request, said % {"man": man, "part": Part(part).label}, messages.SUCCESS)
        return back_to(done)

    @admin.display(description=_("as the public will see him"))
    def previews(self, prisoner: Prisoner) -> SafeString | str:
        if prisoner.pk is None:
            return "–"
        address = reverse("admin:prisoners_prisoner_preview", args=[prisoner.pk])
        return format_html('<a href="{0}?in=fr">français</a> · <a href="{0}?in=en">English</a>', address)

    def get_urls(self) -> list[Any]:
        preview = self.admin_site.admin_view(never_cache(self.preview))
        own = path("<int:pk>/preview/", preview, name="prisoners_prisoner_preview")
        return [own, *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public page of a man who may not be public yet: what is saved, not what is typed."""
        man = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, man):
            raise PermissionDenied
        language = "en" if request.GET.get("in") == "en" else "fr"
        with translation.override(language), asking_anew():  # what is not public moves no revision
            return page_of_man(request, man.pk)
