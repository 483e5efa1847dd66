"""Events at the desk: recorded, changed, removed and confirmed by the services alone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import GestureAdmin, signed_in
from campaign.kit.refusal import Refused
from prisoners import services
from prisoners.models import Event

WRITTEN: list[Any] = [("happened_on", "kind"), "text_fr", "text_en", "sources"]
ANSWERED_FOR: list[Any] = [
    "read_sources",
    "key",
    ("recorded_at", "recorded_by", "recorded_ngo"),
    "needs_another_ngo",
    ("confirmed_at", "confirmed_by", "confirmed_ngo"),
]

SAVE_BUTTONS = ["show_save", "show_save_and_add_another", "show_save_and_continue"]


class Confirmation(admin.SimpleListFilter):
    title = _("confirmation")
    parameter_name = "confirmation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting for confirmation")), ("confirmed", _("confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event] | None:
        if self.value() == "waiting":
            return queryset.filter(pk__in=Event.objects.waiting())
        if self.value() == "confirmed":
            return queryset.filter(pk__in=Event.objects.confirmed())
        return None


def is_sealed(event: Event) -> bool:
    """Two persons of two NGOs stand by it: nobody alone rewrites or removes it."""
    return event.needs_another_ngo and event.is_confirmed


@admin.register(Event)
class EventAdmin(GestureAdmin):
    actions = ["confirm", "take_back"]
    autocomplete_fields = ["prisoner", "sources"]
    list_display = [
        "prisoner",
        "happened_on",
        "kind",
        "acts",
        "recorded_by",
        "recorded_ngo",
        "confirmed_by",
        "confirmed_ngo",
    ]
    list_filter = [Confirmation, "kind", "recorded_ngo"]
    list_select_related = ["prisoner", "recorded_by", "recorded_ngo", "confirmed_by", "confirmed_ngo"]
    ordering = ["-recorded_at", "-pk"]
    search_fields = [
        "prisoner__name_fr",
        "prisoner__name_en",
        "prisoner__other_spellings",
        "text_fr",
        "text_en",
        "key",
    ]

    @admin.display(description=_("confirmed"), boolean=True, ordering="confirmed_at")
    def acts(self, event: Event) -> bool:
        return event.is_confirmed

    @admin.display(description=_("read the sources"))
    def read_sources(self, event: Event) -> SafeString:
        """Who confirms reads them first; here those too that the public page names without a link."""
        sources = event.sources.newest_first()
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>', ((s.url, s.label) for s in sources))

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        def confirm(event: Event) -> None:
            services.confirm_event(event, by=signed_in(request), now=timezone.now())

        for event in self.for_each(request, queryset, confirm, word=gettext("Confirm")):
            if event.is_confirmed:
                self.say_his_status(request, event, gettext("%(event)s: confirmed. He is now: %(status)s."))
            else:
                self.say_that_it_waits(request, event)

    @admin.action(description=_("Take back the confirmation"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        sealed = queryset.filter(needs_another_ngo=True, confirmed_at__isnull=False)
        word = gettext("Take back the confirmation")
        for event in self.for_each(request, sealed, services.take_back_confirmation, word=word):
            said = gettext("%(event)s: no longer confirmed, it waits again. He is now: %(status)s.")
            self.say_his_status(request, event, said)

    def gestures(self, row: Event) -> list[str]:
        if is_sealed(row):
            return ["take_back"]
        return [] if row.is_confirmed else ["confirm"]

    def say_his_status(self, request: HttpRequest, event: Event, sentence: str) -> None:
        event.prisoner.refresh_from_db()
        status = event.prisoner.get_status_display() or gettext("without a status")
        self.message_user(request, sentence % {"event": event, "status": status}, messages.SUCCESS)

    def say_that_it_waits(self, request: HttpRequest, event: Event, *, was_public: bool = False) -> None:
        if event.recorded_ngo_id:
            who = gettext("Somebody of another NGO must confirm it.")
        else:
            who = gettext("Your account belongs to no NGO: two persons of two NGOs must confirm it.")
        if was_public:
            seen = gettext("Until then the public no longer sees it.")
        else:
            seen = gettext("Nothing has changed for the public.")
        waits = gettext("%(event)s: recorded, and it waits.") % {"event": event}
        self.message_user(request, f"{waits} {who} {seen}", messages.WARNING)

    def get_fieldsets(self, request: HttpRequest, obj: Event | None = None) -> Any:
        written = (None, {"fields": ["prisoner", *WRITTEN]})
        return [written, (_("Who answers for it"), {"fields": ANSWERED_FOR})] if obj else [written]

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        if obj is None:
            return []
        sealed = WRITTEN if is_sealed(obj) else []
        return flatten(["prisoner", *ANSWERED_FOR, *sealed])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        event = context["original"]
        if event is not None and is_sealed(event):
            context |= dict.fromkeys(SAVE_BUTTONS, False)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:  # noqa: FBT001
        if change and is_sealed(obj) and "_take_back" not in request.POST:
            raise Refused(gettext("This event is confirmed: take the confirmation back first."))
        if change and not form.has_changed():
            return
        was_public = change and obj.is_confirmed
        save = services.change_event if change else services.record_event
        save(obj, sources=form.cleaned_data["sources"], by=signed_in(request), now=timezone.now())
        if not obj.is_confirmed:
            self.say_that_it_waits(request, obj, was_public=was_public)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """The service has saved the sources with the event."""

    def delete_model(self, request: HttpRequest, obj: Event) -> None:
        services.remove_event(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        for event in queryset:
            services.remove_event(event)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What two NGOs stand by is listed as protected: then nothing of the selection goes."""
        to_delete, counts, missing_permissions, protected = super().get_deleted_objects(objs, request)
        why = gettext("%s: confirmed; take the confirmation back first")
        sealed = [why % event for event in objs if is_sealed(event)]
        return to_delete, counts, missing_permissions, [*protected, *sealed]
