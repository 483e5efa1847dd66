"""Promises at the desk: completed by hand, decided by gestures."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.asking import ask_first, back_to, typed
from campaign.admin.desk import signed_in
from campaign.admin.noted import NotesSearches
from sponsorships import services
from sponsorships.admin.answers import WhyForm
from sponsorships.admin.casework import (
    AtWhoseDesk,
    ContactToCheck,
    JustRefused,
    PerhapsTwice,
)
from sponsorships.admin.page import SponsorshipPage
from sponsorships.models import Contact, Sponsorship

State = Sponsorship.State


@admin.register(Sponsorship)
class SponsorshipAdmin(NotesSearches, SponsorshipPage):
    actions = [
        "publish",
        "take_up",
        "lay_down",
        "ask",
        "answered",
        "check_mandate",
        "note",
        "join",
        "part",
        "hand_over",
        "decline",
        "refuse_flood",
        "reopen",
        "unpublish",
        "revoke",
        "contact_is_right",
    ]
    autocomplete_fields = ["prisoner", "sources", "sponsor"]
    deleting = None
    list_display = [
        "sponsor",
        "for_whom",
        "state",
        "waits",
        "taken_by",
        "published",
        "followed_by",
        "sponsor_kind",
        "requested_at",
    ]
    list_filter = [
        "state",
        AtWhoseDesk,
        PerhapsTwice,
        JustRefused,
        "published",
        "followed_by",
        "whom",
        ContactToCheck,
    ]
    list_select_related = ["followed_by", "prisoner", "sponsor", "casework__taken_by"]
    ordering = [
        Case(When(state=State.PENDING, then=0), default=1),
        F("requested_at").desc(nulls_last=True),
        "-pk",
    ]
    search_fields = ["sponsor__name", "sponsor__town"]

    @admin.display(description=_("kind"), ordering="sponsor__kind")
    def sponsor_kind(self, sponsorship: Sponsorship) -> str:
        return sponsorship.sponsor.get_kind_display()

    @admin.display(description=_("whom"), ordering="prisoner__name_fr")
    def for_whom(self, sponsorship: Sponsorship) -> str:
        return sponsorship.whom_in_words

    @admin.action(description=_("Publish"), permissions=["decide"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        asked = self.decide(request, queryset, services.publish, word=gettext("Publish"))
        in_force = Sponsorship.objects.active().filter(pk__in=[sponsorship.pk for sponsorship in asked])
        done = [sponsorship for sponsorship in asked if sponsorship in in_force]
        if len(done) < len(asked):
            said = gettext(
                "Your wish to publish is recorded. No proof of the vote or the deed is: either record one, "
                "or a second person presses “Publish”."
            )
            self.message_user(request, said, messages.WARNING)
        named = Sponsorship.objects.public().filter(pk__in=[sponsorship.pk for sponsorship in done]).count()
        if named:
            said = ngettext("%d sponsorship is public.", "%d sponsorships are public.", named)
            self.message_user(request, said % named, messages.SUCCESS)
        if counted := len(done) - named:
            said = ngettext(
                "%d sponsorship is in force and counted; its sponsor did not ask to be named.",
                "%d sponsorships are in force and counted; their sponsors did not ask to be named.",
                counted,
            )
            self.message_user(request, said % counted, messages.SUCCESS)

    @admin.action(description=_("Un-publish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        public = queryset.filter(published=True)
        done = self.for_each(request, public, services.unpublish, word=gettext("Un-publish"))
        said = ngettext("%d sponsorship is hidden.", "%d sponsorships are hidden.", len(done))
        self.message_user(request, said % len(done), messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=_("Revoke"), permissions=["decide"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> HttpResponse | None:
        form = typed(request, WhyForm)
        if not form.is_valid():
            words = {
                "title": gettext("Revoke"),
                "explained": gettext(
                    "It is hidden from every page at once, and cannot be put in force again. "
                    "Nobody is written to."
                ),
                "button": gettext("Revoke"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="revoke", **words)
        service = partial(services.revoke, reason=form.cleaned_data["reason"])
        done = self.decide(request, queryset, service, word=gettext("Revoke"))
        if done:
            said = ngettext("%d sponsorship revoked.", "%d sponsorships revoked.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)
        return back_to(done)

    def decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Sponsorship],
        service: Callable[..., None],
        *,
        word: str,
    ) -> list[Sponsorship]:
        def decide(sponsorship: Sponsorship) -> None:
            service(sponsorship, by=signed_in(request), now=timezone.now())

        return self.for_each(request, queryset, decide, word=word)

    def gestures(self, row: Sponsorship) -> list[str]:
        casework = getattr(row, "casework", None)
        around = ["note", *(["part"] if casework and casework.joined_from_id else ["join"])]
        if row.state == State.UNCONFIRMED:
            return ["decline", *around]
        if row.state == State.PENDING:
            asked = ["answered"] if casework and casework.asked_at else ["ask"]
            taken = ["lay_down"] if casework and casework.taken_by_id else ["take_up"]
            return ["publish", *asked, "check_mandate", "decline", *around, *taken, "hand_over"]
        if row.state != State.ACTIVE:
            return ["reopen"] if row.state == State.DECLINED else []
        may_be_shown = ["publish"] if row.name_consented else []
        shown = ["unpublish"] if row.published else may_be_shown
        return [*shown, "ask", "check_mandate", *around, "hand_over", "contact_is_right", "revoke"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Sponsorship], search_term: str
    ) -> tuple[QuerySet[Sponsorship], bool]:
        """Also by a person's name, among the contacts that this desk may read."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            contacts = Contact.objects.visible_to(signed_in(request)).named(search_term)
            found |= queryset.filter(pk__in=[contact.sponsorship_id for contact in contacts])
        return found, may_have_duplicates

    def save_model(self, request: HttpRequest, obj: Sponsorship, form: Any, change: bool) -> None:  # noqa: FBT001
        """Only what was edited is written: a colleague or the sponsor may act at the same moment."""
        if change:
            obj.save(update_fields=set(form.changed_data) - {"sources"})
        else:
            services.record_by_hand(obj, by=signed_in(request), now=timezone.now())
