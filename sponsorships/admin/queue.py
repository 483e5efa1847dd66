"""The queue: what can be done with a request, each with a page that says what will happen."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.asking import ask_first, back_to, from_desk, is_sure, typed
from campaign.admin.desk import signed_in
from sponsorships import services
from sponsorships.admin.answers import (
    DeclineForm,
    HandOverForm,
    JoinForm,
    MandateForm,
    NoteForm,
    QuestionForm,
    ReasonForm,
    languages_of,
    ready_letters,
)
from sponsorships.admin.casework import CaseworkAdmin
from sponsorships.likeness import likely_the_same
from sponsorships.models import Sponsor, Sponsorship

type Rows = QuerySet[Sponsorship]


class QueueAdmin(CaseworkAdmin):
    """Asking, declining, handing over, joining; SponsorshipAdmin adds what is decided for the public."""

    def say(self, request: HttpRequest, sentence: str) -> None:
        self.message_user(request, sentence, messages.SUCCESS)

    @admin.action(description=_("Decline, with a letter"), permissions=["decide"])
    def decline(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        """Two steps: the reason, then its letter, to be edited before it leaves."""
        if not is_sure(request):
            return self.ask_for_reason(request, queryset)
        form = DeclineForm(request.POST, languages=languages_of(queryset))
        form.full_clean()

        def decline(row: Sponsorship) -> None:
            letter = form.cleaned_data[f"letter_{row.language}"]
            services.decline(row, by=signed_in(request), now=timezone.now(), reason=letter)

        done = self.for_each(request, queryset, decline, word=gettext("Decline"))
        self.say_what_can_be_undone(request, len(done))
        return back_to(done)

    def ask_for_reason(self, request: HttpRequest, queryset: Rows) -> HttpResponse:
        reason = ReasonForm(request.POST if "chosen" in request.POST else None)
        said: dict[str, Any] = {"title": gettext("Decline")}
        if reason.is_valid():
            chosen = reason.cleaned_data["reason"]
            letters = ready_letters(chosen) | {"reason": chosen}
            said["form"] = DeclineForm(initial=letters, languages=languages_of(queryset))
            said["explained"] = gettext(
                "Read the letter and change what you like. It leaves in half an hour; "
                "until then “Reopen” stops it."
            )
            said["button"] = gettext("Decline and send")
        else:
            said["form"] = reason
            said["explained"] = gettext("Choose the reason; its letter comes next, and you can edit it.")
            said["button"], said["button_name"] = gettext("See the letter"), "chosen"
        return ask_first(self, request, queryset, action="decline", **said)

    @admin.action(description=_("Refuse a flood, without a letter"), permissions=["decide"])
    def refuse_flood(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        if not is_sure(request):
            said = {
                "title": gettext("Refuse a flood"),
                "explained": gettext(
                    "These requests leave the queue, and nobody is written to. “Reopen” brings them all back."
                ),
                "button": gettext("Refuse them all"),
                "template": "admin/refuse_flood.html",
            }
            rows = queryset.select_related("sponsor")
            return ask_first(self, request, rows, action="refuse_flood", **said)

        def refuse(row: Sponsorship) -> None:
            user, now = signed_in(request), timezone.now()
            services.decline(row, by=user, now=now, reason=gettext("Flood"), is_told=False)

        done = self.for_each(request, queryset, refuse, word=gettext("Refuse a flood"))
        self.say_what_can_be_undone(request, len(done))
        return None

    def say_what_can_be_undone(self, request: HttpRequest, number: int) -> None:
        if number:
            said = ngettext("%d request declined.", "%d requests declined.", number) % number
            link = format_html('<a href="?refused=now">{}</a>', gettext("See them, or undo it all"))
            self.message_user(request, format_html("{} {}", said, link), messages.SUCCESS)

    @admin.action(description=_("Reopen"), permissions=["decide"])
    def reopen(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        done = self.for_each(request, queryset, services.reopen, word=gettext("Reopen"))
        if done:
            said = ngettext(
                "%d request waits again as before. No letter leaves.",
                "%d requests wait again as before. No letter leaves.",
                len(done),
            )
            self.say(request, said % len(done))
        return from_desk(request)

    @admin.action(description=_("Ask a question"), permissions=["change"])
    def ask(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        form = typed(request, QuestionForm)
        if not form.is_valid():
            said = {
                "title": gettext("Ask the sponsor"),
                "explained": gettext(
                    "He answers by mail to your NGO. The request goes on waiting, as “asked”."
                ),
                "button": gettext("Send the question"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="ask", **said)

        def ask(row: Sponsorship) -> None:
            question = form.cleaned_data["question"]
            services.ask(row, question=question, by=signed_in(request), now=timezone.now())

        done = self.for_each(request, queryset, ask, word=gettext("Ask a question"))
        if done:
            self.say(
                request, gettext("The question leaves by mail. Press “Answer received” once it has come.")
            )
        return back_to(done)

    @admin.action(description=_("Answer received"), permissions=["change"])
    def answered(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        done = self.for_each(request, queryset, services.answered, word=gettext("Answer received"))
        self.say(request, gettext("No longer “asked”. Write what he answered as a note, if it matters."))
        return back_to(done)

    @admin.action(description=_("Hand over to another NGO"), permissions=["change"])
    def hand_over(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        form = typed(request, HandOverForm)
        if not form.is_valid():
            said = {
                "title": gettext("Hand over to another NGO"),
                "explained": gettext("The other NGO is told by mail, reads your word, and may hand it back."),
                "button": gettext("Hand over"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="hand_over", **said)

        def hand_over(row: Sponsorship) -> None:
            services.give_to_ngo(row, by=signed_in(request), now=timezone.now(), **form.cleaned_data)

        done = self.for_each(request, queryset, hand_over, word=gettext("Hand over to another NGO"))
        for row in done:
            sentence = gettext("%(row)s: followed by %(ngo)s from now on.")
            self.say(request, sentence % {"row": row, "ngo": form.cleaned_data["to"]})
        return None

    @admin.action(description=_("Join to a sponsor who is recorded already"), permissions=["change"])
    def join(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        """One request at a time: whom it is the same as differs from one to the next."""
        row = queryset.select_related("sponsor").first()
        likely = likely_the_same(row) if row and len(queryset) == 1 else []
        if row is None or not likely:
            said = gettext("Choose one request. Nobody recorded looks like it, or several are selected.")
            self.message_user(request, said, messages.WARNING)
            return None
        form = typed(request, JoinForm, likely=likely)
        if not form.is_valid():
            words = {
                "title": gettext("The same sponsor?"),
                "explained": gettext(
                    "The request moves to the sponsor you choose, with its notes, letters and contact. "
                    "“Part again” undoes it."
                ),
                "button": gettext("They are the same: join"),
                "form": form,
            }
            return ask_first(self, request, [row], action="join", **words)
        into = Sponsor.objects.get(pk=form.cleaned_data["into"])

        def join(one: Sponsorship) -> None:
            services.join(one, into=into)

        for one in self.for_each(request, queryset, join, word=gettext("Join")):
            self.say(request, gettext("%(row)s: joined to %(sponsor)s.") % {"row": one, "sponsor": into})
        return back_to([row])

    @admin.action(description=_("Part again"), permissions=["change"])
    def part(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        done = self.for_each(request, queryset, services.part, word=gettext("Part again"))
        if done:
            self.say(request, gettext("Parted: it stands again under the record it was signed under."))
        return back_to(done)

    @admin.action(description=_("Record a check of the mandate"), permissions=["change"])
    def check_mandate(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        form = typed(request, MandateForm)
        if not form.is_valid():
            said = {
                "title": gettext("Record a check of the mandate"),
                "explained": gettext("May whoever signed sign for the town or the association?"),
                "button": gettext("Record"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="check_mandate", **said)
        for row in queryset:
            services.check_mandate(row, by=signed_in(request), now=timezone.now(), **form.cleaned_data)
        self.say(request, gettext("The check is recorded, with your name and the time."))
        return back_to(queryset)

    @admin.action(description=_("Add a note"), permissions=["change"])
    def note(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        form = typed(request, NoteForm)
        if not form.is_valid():
            said = {
                "title": gettext("Add a note"),
                "explained": gettext("The colleagues who open this record read it."),
                "button": gettext("Add the note"),
                "form": form,
            }
            return ask_first(self, request, queryset, action="note", **said)
        for row in queryset:
            services.note(row, text=form.cleaned_data["text"], by=signed_in(request), now=timezone.now())
        self.say(request, gettext("The note is kept."))
        return back_to(queryset)
