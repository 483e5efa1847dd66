"""Events at the desk: recorded, changed, removed and confirmed by the services alone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.asking import ask_first, back_to, is_sure, typed
from campaign.admin.desk import signed_in
from campaign.kit.refusal import Refused
from prisoners import services
from prisoners.admin.before_after import told_before_and_after
from prisoners.admin.confirmation import Confirmation, RefusalForm
from prisoners.admin.hiding import HidesText
from prisoners.models import Event
from prisoners.models.family import TEXTS
from sponsorships.letters import to_correct

WRITTEN: list[Any] = [
    ("happened_on", "kind"),
    ("text_fr", "text_en"),
    "sources",
    "letters_wait_hours",
]
ANSWERED_FOR: list[Any] = [
    "read_sources",
    "key",
    ("recorded_at", "recorded_by", "recorded_ngo"),
    "needs_another_ngo",
    ("confirmed_at", "confirmed_by", "confirmed_ngo"),
]
REFUSED: list[Any] = [("refused_at", "refused_by"), "refusal"]

# The gestures on what nobody alone rewrites.
UNSEALING = {"_take_back", "_propose_again", "_correct", "_hide_text", "_show_text"}
SAVE_BUTTONS = ["show_save", "show_save_and_add_another", "show_save_and_continue"]


@admin.register(Event)
class EventAdmin(HidesText):
    actions = ["confirm", "refuse", "propose_again", "take_back", "correct", "hide_text", "show_text"]
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

    @admin.display(description=_("what changes for the public"))
    def before_after(self, event: Event) -> SafeString:
        return told_before_and_after(event)

    @admin.action(description=_("Confirm"), permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        """The page of one event shows what changes; for several, a page between does."""
        if "_confirm" not in request.POST and not is_sure(request):
            said = {
                "title": gettext("Confirm: read first what changes"),
                "explained": gettext("Read the sources of each event. Each acts as soon as you confirm."),
                "button": gettext("I have read them: confirm"),
                "changes": [(event, told_before_and_after(event)) for event in queryset],
                "template": "admin/confirm_events.html",
            }
            return ask_first(self, request, queryset, action="confirm", **said)

        def confirm(event: Event) -> None:
            services.confirm_event(event, by=signed_in(request), now=timezone.now())

        for event in self.for_each(request, queryset, confirm, word=gettext("Confirm")):
            if event.is_confirmed:
                self.say_his_status(request, event, gettext("%(event)s: confirmed. He is now: %(status)s."))
                self.say_when_letters_leave(request, event)
            else:
                self.say_that_it_waits(request, event)
        return None

    @admin.action(description=_("Refuse, with a word"), permissions=["change"])
    def refuse(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        form = typed(request, RefusalForm)
        if not form.is_valid():
            said = {
                "title": gettext("Refuse an event"),
                "explained": gettext("It stays in the list with your word, and never acts."),
                "button": gettext("Refuse"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="refuse", **said)

        def refuse(event: Event) -> None:
            word = form.cleaned_data["word"]
            services.refuse_event(event, by=signed_in(request), word=word, now=timezone.now())

        done = self.for_each(request, queryset, refuse, word=gettext("Refuse"))
        for event in done:
            sentence = gettext("%s: refused. Nothing changes for the public. “Undo the refusal” undoes it.")
            self.message_user(request, sentence % event, messages.SUCCESS)
        return back_to(done)

    @admin.action(description=_("Undo the refusal"), permissions=["change"])
    def propose_again(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        refused, word = queryset.filter(refused_at__isnull=False), gettext("Undo the refusal")
        for event in self.for_each(request, refused, services.propose_again, word=word):
            self.message_user(request, gettext("%s: waits again.") % event, messages.SUCCESS)

    @admin.action(description=_("Take back the confirmation"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        sealed = queryset.filter(needs_another_ngo=True, confirmed_at__isnull=False)
        word = gettext("Take back the confirmation")
        for event in self.for_each(request, sealed, services.take_back_confirmation, word=word):
            said = gettext("%(event)s: no longer confirmed, it waits again. He is now: %(status)s.")
            self.say_his_status(request, event, said)
            self.say_who_was_told(request, event)

    def gestures(self, row: Event) -> list[str]:
        told = ["correct"] if to_correct(row).exists() else []
        wish = ["show_text" if row.text_hidden else "hide_text"]
        if row.is_refused:
            return ["propose_again", *told]
        if row.is_waiting:
            return ["confirm", "refuse", *told, *wish]
        return [*(["take_back"] if row.is_sealed else []), *wish]

    def say_when_letters_leave(self, request: HttpRequest, event: Event) -> None:
        if event.letters_from_at:
            said = gettext(
                "The letters to his sponsors leave from %s. "
                "Until then “Take back the confirmation” stops them all."
            )
            hour = date_format(timezone.localtime(event.letters_from_at), "j F Y, H:i")
            self.message_user(request, said % hour, messages.WARNING)

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
        if obj is None:
            return [written]
        waits = obj.is_waiting and obj.needs_another_ngo
        return [
            *([(_("Before and after"), {"fields": ["before_after", "read_sources"]})] if waits else []),
            *([(_("Refused"), {"fields": REFUSED})] if obj.is_refused else []),
            written,
            (_("Who answers for it"), {"fields": ANSWERED_FOR[1:] if waits else ANSWERED_FOR}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Event | None = None) -> Any:
        if obj is None:
            return []
        sealed = WRITTEN if obj.is_sealed else []
        hidden = TEXTS if obj.text_hidden else []
        return flatten(["prisoner", "before_after", *REFUSED, *ANSWERED_FOR, *sealed, *hidden])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        event = context["original"]
        if event is not None and event.is_sealed:
            context |= dict.fromkeys(SAVE_BUTTONS, False)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:  # noqa: FBT001
        if change and obj.is_sealed and not UNSEALING & request.POST.keys():
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
        why = {
            True: gettext("%s: refused; undo the refusal first"),
            False: gettext("%s: confirmed; take the confirmation back first"),
        }
        sealed = [why[event.is_refused] % event for event in objs if event.is_sealed]
        return to_delete, counts, missing_permissions, [*protected, *sealed]
