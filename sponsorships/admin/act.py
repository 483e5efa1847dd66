"""What sponsors report of their acts: read, written in both languages, published or refused."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import GestureAdmin, signed_in
from sponsorships import services
from sponsorships.admin.files import file_address, link_to_file
from sponsorships.models import Act

State = Act.State


@admin.register(Act)
class ActAdmin(GestureAdmin):
    actions = ["publish_act", "refuse_act"]
    adding = deleting = None
    fields = [
        "sponsorship",
        ("kind", "happened_on"),
        "told",
        ("text_fr", "text_en"),
        "url",
        ("picture_file", "picture_credit"),
        ("state", "reported_at", "decided_at", "decided_by"),
    ]
    list_display = ["sponsor", "kind", "happened_on", "state", "reported_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["sponsorship__sponsor", "sponsorship__prisoner"]
    ordering = [Case(When(state=State.WAITING, then=0), default=1), "-reported_at", "-pk"]
    readonly_fields = [
        "sponsorship", "told", "picture_file", "state", "reported_at", "decided_at", "decided_by",
    ]  # fmt: skip

    @admin.display(description=_("sponsor"))
    def sponsor(self, act: Act) -> str:
        return str(act.sponsorship.sponsor)

    @admin.display(description=_("picture"))
    def picture_file(self, act: Act) -> str:
        return link_to_file(act, "picture")

    @admin.action(description=_("Publish"), permissions=["decide"])
    def publish_act(self, request: HttpRequest, queryset: QuerySet[Act]) -> None:
        def publish(act: Act) -> None:
            services.publish_act(act, by=signed_in(request), now=timezone.now())

        done = self.for_each(request, queryset, publish, word=gettext("Publish"))
        if done:
            said = ngettext("%d act is public.", "%d acts are public.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)

    @admin.action(description=_("Do not publish"), permissions=["change"])
    def refuse_act(self, request: HttpRequest, queryset: QuerySet[Act]) -> None:
        def refuse(act: Act) -> None:
            services.refuse_act(act, by=signed_in(request), now=timezone.now())

        done = self.for_each(request, queryset, refuse, word=gettext("Do not publish"))
        if done:
            said = ngettext("%d act is not shown.", "%d acts are not shown.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)

    def gestures(self, row: Act) -> list[str]:
        gestures = {
            State.WAITING: ["publish_act", "refuse_act"],
            State.PUBLISHED: ["refuse_act"],
            State.REFUSED: ["publish_act"],
        }
        return gestures[State(row.state)]

    def get_urls(self) -> list[URLPattern]:
        return [file_address(self, "picture", lambda _request: Act.objects.all()), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Act, form: Any, change: bool) -> None:  # noqa: FBT001
        """Only what was edited: a colleague may decide at the same moment."""
        obj.save(update_fields=form.changed_data)
