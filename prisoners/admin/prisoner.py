"""A man's record at the desk. His status is not typed: it is what his events say."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaign import removals, translations, tree
from campaign.admin.asking import from_desk
from campaign.admin.desk import ReadInline, signed_in
from campaign.models import Removal
from prisoners import search, services
from prisoners.admin.family import FactsInline, FamilyAdmin, WishesInline
from prisoners.models import Event, FormerSlug, Prisoner
from prisoners.models.prisoner import TRANSLATED
from sponsorships.models import without_sponsor


class PrisonerForm(forms.ModelForm):
    def clean_slug(self) -> str:
        """The former address of another man still leads to that man."""
        slug: str = self.cleaned_data["slug"]
        if FormerSlug.objects.filter(slug=slug).exclude(prisoner=self.instance.pk).exists():
            raise ValidationError(_("Another man’s page once stood at this address: choose another one."))
        return slug

    def clean(self) -> dict[str, Any]:
        """Beside the empty field, what the constraint would only say on top of the page."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for name in services.hidden_parts().get(self.instance.pk, set()):
            if typed.get(name):
                self.add_error(name, _("His family asked that this be hidden: record its new wish first."))
        for name in TRANSLATED if typed.get("published") else []:
            empty = [column for column in (f"{name}_fr", f"{name}_en") if not typed.get(column)]
            if len(empty) == 1 and empty[0] not in self.errors:
                self.add_error(empty[0], _("Nothing is published in one language only: write this one too."))
        if typed.get("published") and not self.initial.get("published"):
            self.refuse_what_is_behind()
        return typed

    def refuse_what_is_behind(self) -> None:
        """A text edited in one language only, of him or of his events; unless this page edits the other."""
        events = self.instance.events.all() if self.instance.pk else []
        for behind in translations.behind(self.instance, *events):
            if f"{behind.field}_{behind.language}" not in self.changed_data:
                self.add_error("published", translations.what_is_behind(behind))

    def validate_constraints(self) -> None:
        """All of them, also those about columns that nobody types: publishing asks for a status."""
        try:
            self.instance.validate_constraints(exclude=set(self.errors))
        except ValidationError as error:
            self.add_error(None, error)


class Alone(admin.SimpleListFilter):
    """Who has no sponsor of his own: the most useful question of the campaign."""

    title = _("sponsor")
    parameter_name = "alone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("held, without a sponsor"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Prisoner]) -> QuerySet[Prisoner] | None:
        chosen = self.value() == "yes"
        held = Prisoner.Status.DETAINED
        return queryset.filter(without_sponsor(), published=True, status=held) if chosen else None


class EventsOfPrisoner(ReadInline, admin.TabularInline):
    """His timeline, to be read; each line leads to the page where it is changed."""

    fields = ["happened_on", "kind", "shown_text", "acts"]
    model = Event
    ordering = ["happened_on", "pk"]
    readonly_fields = ["shown_text", "acts"]
    show_change_link = True

    @admin.display(description=_("text"))
    def shown_text(self, event: Event) -> str:
        return event.text

    @admin.display(description=_("confirmed"), boolean=True)
    def acts(self, event: Event) -> bool:
        return event.is_confirmed

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).select_related("prisoner")


@admin.register(Prisoner)
class PrisonerAdmin(FamilyAdmin):
    actions = ["checked_today", "record_wish"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": [("name_fr", "name_en"), "name_hy", "other_spellings", "slug"]}),
        (
            _("Who he is"),
            {"fields": ["category", "one_of_the_23", ("role_fr", "role_en"), "born_on", "icrc_confirmed"]},
        ),
        (
            _("Status: what his confirmed events say"),
            {
                "fields": ["status", "status_on", "captured_on", "his_events"],
                "description": _("Nobody types a status. Record what happened, with its sources."),
            },
        ),
        (_("Capture"), {"fields": [("capture_place_fr", "capture_place_en")]}),
        (
            _("Trial"),
            {
                "fields": [
                    ("charges_fr", "charges_en"),
                    ("court_fr", "court_en"),
                    ("sentenced_on", "sentence_years", "sentence_life"),
                ]
            },
        ),
        (_("Biography"), {"fields": [("biography_fr", "biography_en")]}),
        (_("Sources"), {"fields": ["sources"]}),
        (
            _("Publication"),
            {
                "fields": ["published", "previews", ("checked_on", "checked_by_ngo"), "staff_notes"],
                "description": _("Nothing is published in one language only."),
            },
        ),
    ]
    form = PrisonerForm
    inlines = [EventsOfPrisoner, FactsInline, WishesInline]
    list_display = [
        "shown_name",
        "category",
        "status",
        "status_on",
        "one_of_the_23",
        "published",
        "checked_on",
    ]
    list_filter = [
        Alone,
        "status",
        "category",
        "one_of_the_23",
        "published",
        ("checked_on", admin.EmptyFieldListFilter),
        "checked_by_ngo",
    ]
    list_select_related = ["checked_by_ngo"]
    ordering = ["name_fr", "pk"]
    readonly_fields = [
        "previews",
        "status",
        "status_on",
        "captured_on",
        "his_events",
        "checked_on",
        "checked_by_ngo",
    ]
    search_fields = ["name_fr", "name_en", "name_hy", "other_spellings", "slug"]

    @admin.display(description=_("name"), ordering="name_fr")
    def shown_name(self, prisoner: Prisoner) -> str:
        return prisoner.name

    @admin.display(description=_("his events"))
    def his_events(self, prisoner: Prisoner) -> SafeString | str:
        if prisoner.pk is None:
            return gettext("Save him first, then record what happened to him.")
        return format_html(
            '<a href="{}?prisoner={}">{}</a> · <a href="{}?prisoner__id__exact={}">{}</a>',
            reverse("admin:prisoners_event_add"),
            prisoner.pk,
            gettext("Record an event"),
            reverse("admin:prisoners_event_changelist"),
            prisoner.pk,
            gettext("All his events"),
        )

    @admin.action(description=_("Checked today"), permissions=["change"])
    def checked_today(self, request: HttpRequest, queryset: QuerySet[Prisoner]) -> HttpResponse | None:
        def check(prisoner: Prisoner) -> None:
            services.mark_as_checked(prisoner, by=signed_in(request), now=timezone.now())

        done = self.for_each(request, queryset, check, word=gettext("Checked today"))
        if done:
            said = ngettext("%d record checked today.", "%d records checked today.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)
        return from_desk(request)

    def gestures(self, row: Prisoner) -> list[str]:
        return ["checked_today", "record_wish"]

    def get_inlines(self, request: HttpRequest, obj: Prisoner | None) -> Any:
        return self.inlines if obj else []

    def get_prepopulated_fields(self, request: HttpRequest, obj: Prisoner | None = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["name_en"]}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Prisoner], search_term: str
    ) -> tuple[QuerySet[Prisoner], bool]:
        """By a part of his name, and under any spelling, as on the site."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            found |= queryset.filter(pk__in=search.find(search_term, among=queryset))
        return found, may_have_duplicates

    def save_model(self, request: HttpRequest, obj: Prisoner, form: Any, change: bool) -> None:  # noqa: FBT001
        """Only what was edited is written: his status may change at the same moment."""
        if not change:
            obj.save()
            return
        obj.save(update_fields=set(form.changed_data) - {"sources"})
        if "slug" in form.changed_data:
            services.keep_former_address(obj, slug=form.initial["slug"])
        if "published" in form.changed_data and not obj.published:
            removals.record(Removal.What.PUBLIC_MAN, obj.slug)
            tree.take_down(form.initial["slug"], obj.name_fr, obj.name_en)

    def view_on_site(self, obj: Prisoner) -> str | None:
        return obj.get_absolute_url() if obj.published else None
