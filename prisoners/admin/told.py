"""Who was written to about an event found wrong is written to again, in words of the desk."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaign.admin.asking import ask_first, back_to, is_sure
from campaign.admin.desk import GestureAdmin
from campaign.letters import compose
from campaign.models import Letter
from prisoners.models import Event
from sponsorships.letters import CORRECTED, correct, correction, to_correct

LANGUAGES = ["fr", "en"]


class WordsForm(forms.Form):
    """Both, whoever was told: a colleague who reads the other language can then check it."""

    fr = forms.CharField(
        label=_("Your words (French)"), max_length=3_000,
        widget=AdminTextareaWidget(attrs={"rows": 6, "lang": "fr"}),
    )  # fmt: skip
    en = forms.CharField(
        label=_("Your words (English)"), max_length=3_000,
        widget=AdminTextareaWidget(attrs={"rows": 6, "lang": "en"}),
    )  # fmt: skip


class CorrectsWhatWasTold(GestureAdmin):
    """The number of those who were told, and a letter to exactly them: worded, read, sent."""

    def say_who_was_told(self, request: HttpRequest, event: Event) -> None:
        if number := to_correct(event).count():
            said = ngettext(
                "%d sponsor had already been written to. “Write a correction” words a letter to exactly this "
                "one.",
                "%d sponsors had already been written to. “Write a correction” words a letter to exactly "
                "these.",
                number,
            )
            self.message_user(request, said % number, messages.WARNING)

    @admin.action(description=_("Write a correction"), permissions=["change"])
    def correct(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        """Two steps: the words, then the letters as they will leave. One event at a time."""
        event = queryset.select_related("prisoner").first()
        number = to_correct(event).count() if event and len(queryset) == 1 else 0
        if event is None or not number:
            said = gettext("Choose one event: nobody has to be corrected, or several are selected.")
            self.message_user(request, said, messages.WARNING)
            return None
        form = WordsForm(request.POST if is_sure(request) or "seen" in request.POST else None)
        if not (form.is_valid() and is_sure(request)):
            return self.ask_for_words(request, event, form, number)

        def send(event: Event) -> None:
            correct(event, words=form.cleaned_data, now=timezone.now())

        for _event in self.for_each(request, queryset, send, word=gettext("Write a correction")):
            done = ngettext("%d correction leaves by mail.", "%d corrections leave by mail.", number)
            self.message_user(request, done % number, messages.SUCCESS)
        return back_to([event])

    def ask_for_words(self, request: HttpRequest, event: Event, form: WordsForm, number: int) -> HttpResponse:
        explained = ngettext(
            "%d sponsor was told what was not so. Say what happened and what is known now.",
            "%d sponsors were told what was not so. Say what happened and what is known now.",
            number,
        )
        said: dict[str, Any] = {"title": gettext("Write a correction"), "explained": explained % number}
        if form.is_valid():
            said |= {
                "button": gettext("I have read both letters: send"),
                "letters": [preview(event, form.cleaned_data, language) for language in LANGUAGES],
            }
        else:
            said |= {"button": gettext("See the letters"), "button_name": "seen"}
        template = "admin/correct_what_was_told.html"
        return ask_first(self, request, [event], action="correct", form=form, template=template, **said)


def preview(event: Event, words: dict[str, str], language: str) -> dict[str, str]:
    """As it will leave, but for the link, which each sponsor has for himself."""
    context = correction(event, words=words, language=language)
    mail = compose(Letter(name=CORRECTED, language=language, context=context))
    return {"language": language, "subject": str(mail.subject), "body": str(mail.body)}
