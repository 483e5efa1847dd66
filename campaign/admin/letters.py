"""The outbox at the desk: what left, what waits. Never to whom, never what is in it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaign.admin.desk import RecordAdmin, may
from campaign.models import Letter, Role


class Journey(admin.SimpleListFilter):
    """How far a letter went."""

    title = _("journey")
    parameter_name = "journey"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", _("waits for its turn")),
            ("parked", _("could not leave: look at it")),
            ("sent", _("has left")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter] | None:
        if self.value() == "waiting":
            return queryset.filter(sent_at=None, next_try_at__isnull=False)
        if self.value() == "parked":
            return queryset.filter(pk__in=Letter.objects.parked())
        return queryset.filter(sent_at__isnull=False) if self.value() == "sent" else None


@admin.register(Letter)
class LetterAdmin(RecordAdmin):
    actions = ["try_again"]
    adding = changing = deleting = None
    fields = ["name", "language", "written_at", "tries", "next_try_at", "sent_at"]
    list_display = ["name", "language", "written_at", "tries", "next_try_at", "sent_at"]
    list_filter = [Journey, "name", "language"]
    ordering = ["-written_at", "-pk"]

    @admin.action(description=_("Try again now (letters that were refused)"), permissions=["send"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Letters not tried yet keep their turn: it spares the mailbox of somebody else."""
        refused = queryset.filter(sent_at=None, tries__gt=0)
        count = refused.update(next_try_at=timezone.now())
        done = ngettext("%d letter will be tried again now.", "%d letters will be tried again now.", count)
        self.message_user(request, done % count, messages.SUCCESS if count else messages.WARNING)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CASE_WORKER)
