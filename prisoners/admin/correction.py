"""What relatives and people named here ask for: read at the desk, dealt with, soon erased."""

from django.contrib import admin, messages
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaign.admin.desk import RecordAdmin, may, signed_in
from campaign.models import Role
from prisoners import services
from prisoners.models import Correction


@admin.register(Correction)
class CorrectionAdmin(RecordAdmin):
    """Written to the campaign as a whole: whoever works on records reads it, at each of the three."""

    actions = ["deal_with"]
    adding = changing = deleting = None
    fields = [
        "wish",
        "prisoner",
        "words",
        "email",
        "language",
        "received_at",
        "dealt_with_at",
        "dealt_with_by",
    ]
    list_display = ["wish", "prisoner", "language", "received_at", "dealt_with_at", "dealt_with_by"]
    list_filter = ["wish", ("dealt_with_at", admin.EmptyFieldListFilter)]
    list_select_related = ["dealt_with_by", "prisoner"]
    ordering = [
        F("dealt_with_at").asc(nulls_first=True),
        Case(When(wish=Correction.Wish.HIDE, then=0), default=1),
        "received_at",
    ]

    viewing = Role.CASE_WORKER

    @admin.action(description=_("Mark as dealt with (erased 30 days later)"), permissions=["deal_with"])
    def deal_with(self, request: HttpRequest, queryset: QuerySet[Correction]) -> None:
        for correction in queryset:
            services.deal_with_correction(correction, by=signed_in(request), now=timezone.now())
        count = queryset.count()
        said = ngettext("%d request is dealt with.", "%d requests are dealt with.", count)
        self.message_user(request, said % count, messages.SUCCESS)

    def has_deal_with_permission(self, request: HttpRequest) -> bool:
        return may(request, Role.CASE_WORKER)
