"""Who has a request at his desk, how long it waits, notes and checks; filters of the queue."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.asking import address, from_desk
from campaign.admin.desk import GestureAdmin, ReadInline, signed_in
from sponsorships import services
from sponsorships.elections import asking_for_a_contact
from sponsorships.likeness import likely_the_same, perhaps_twice, texts_of_two_scripts
from sponsorships.models import MandateCheck, Note, Sponsorship

JUST_NOW = timedelta(hours=2)  # how far back "just refused" looks


class NotesInline(ReadInline, admin.TabularInline):
    fields = ["text", "written_by", "written_at"]
    readonly_fields = ["text", "written_by", "written_at"]
    model = Note
    ordering = ["-written_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        return super().get_queryset(request).select_related("written_by")


class MandateChecksInline(ReadInline, admin.TabularInline):
    fields = ["how", "found", "checked_by", "checked_at"]
    readonly_fields = ["how", "found", "checked_by", "checked_at"]
    model = MandateCheck
    ordering = ["-checked_at", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[MandateCheck]:
        return super().get_queryset(request).select_related("checked_by")


class Filter(admin.SimpleListFilter):
    """One choice, which narrows the list to some rows."""

    choice: tuple[str, Any]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.user = signed_in(request)
        return [self.choice]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> QuerySet[Sponsorship] | None:
        return self.narrowed(queryset) if self.value() == self.choice[0] else None

    def narrowed(self, queryset: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
        raise NotImplementedError


class ContactToCheck(Filter):
    """After an election, or when a mandate ends, somebody else may have to be written to."""

    title, parameter_name = _("contact"), "contact"
    choice = ("to_check", _("is it still right?"))

    def narrowed(self, queryset: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
        asking = asking_for_a_contact(today=timezone.localdate())
        return queryset.filter(pk__in=asking.values("pk"))


class PerhapsTwice(Filter):
    title, parameter_name = _("perhaps recorded twice"), "twice"
    choice = ("yes", _("another sponsor bears this name"))

    def narrowed(self, queryset: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
        return perhaps_twice(queryset.filter(state="pending"))


class AtWhoseDesk(Filter):
    title, parameter_name = _("at the desk of"), "desk"
    choice = ("mine", _("me"))

    def narrowed(self, queryset: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
        return queryset.filter(casework__taken_by=self.user)


class JustRefused(Filter):
    """What can still be undone at one go: choose them all, then Reopen."""

    title, parameter_name = _("refused by me"), "refused"
    choice = ("now", _("just now"))

    def narrowed(self, queryset: QuerySet[Sponsorship]) -> QuerySet[Sponsorship]:
        since = timezone.now() - JUST_NOW
        return queryset.filter(state="declined", decided_by=self.user, decided_at__gte=since)


class CaseworkAdmin(GestureAdmin):
    """What the lists and pages of sponsorships show of the work on them."""

    @admin.display(description=_("at the desk of"))
    def taken_by(self, sponsorship: Sponsorship) -> str:
        return str((getattr(sponsorship, "casework", None) and sponsorship.casework.taken_by) or "–")

    @admin.display(description=_("waits"))
    def waits(self, sponsorship: Sponsorship) -> str:
        """How long, and for what: an answer to a question, a second person, or us."""
        if sponsorship.state != Sponsorship.State.PENDING or sponsorship.confirmed_at is None:
            return "–"
        casework = getattr(sponsorship, "casework", None)
        words = [timesince(sponsorship.confirmed_at)]
        if casework and casework.asked_at:
            words.append(gettext("asked"))
        if casework and casework.proposed_by_id:
            words.append(gettext("to be seconded"))
        return ", ".join(words)

    @admin.display(description=_("perhaps the same as"))
    def perhaps_the_same(self, sponsorship: Sponsorship) -> SafeString | str:
        likely = likely_the_same(sponsorship)
        rows = ((address(one.sponsor), one.sponsor, one.why) for one in likely)
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a> ({})', rows) or gettext(
            "nobody recorded"
        )

    @admin.display(description=_("letters"))
    def odd_letters(self, sponsorship: Sponsorship) -> str:
        """Shown where there are any: somebody may have written another's name with them."""
        return gettext("Letters of two alphabets that look alike, in: %s. Copy nothing; write to check.") % (
            ", ".join(texts_of_two_scripts(sponsorship))
        )

    @admin.action(description=_("Take it to my desk"), permissions=["change"])
    def take_up(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        for sponsorship in queryset:
            services.take_up(sponsorship, by=signed_in(request))
        self.message_user(request, gettext("At your desk. “Lay it down” gives it back."), messages.SUCCESS)

    @admin.action(description=_("Lay it down"), permissions=["change"])
    def lay_down(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        for sponsorship in queryset:
            services.lay_down(sponsorship)
        self.message_user(
            request, gettext("At nobody’s desk: whoever has time may take it."), messages.SUCCESS
        )

    @admin.action(description=_("The contact is right"), permissions=["change"])
    def contact_is_right(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> HttpResponse | None:
        for sponsorship in queryset:
            services.contact_is_right(sponsorship, now=timezone.now())
        said = gettext("Noted: the contact is right today. The desk asks again after the next election.")
        self.message_user(request, said, messages.SUCCESS)
        return from_desk(request)
