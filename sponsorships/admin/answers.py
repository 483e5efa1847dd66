"""What the desk can say to a request: ready letters for a refusal, a question, a word to another NGO."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from campaign.models import Ngo
from sponsorships.likeness import Likely
from sponsorships.models import MandateCheck, Sponsorship

# Key, what the desk calls it, and the letter: in both languages, to be edited before it leaves.
REASONS = [
    ("mandate", _("Whoever signed could not be confirmed as entitled to sign"), _(
        "We could not make sure that whoever signed is entitled to do so for the town or the association. "
        "A new request, sent from an official address, is welcome."
    )),
    ("no_vote", _("The council has not decided yet"), _(
        "A municipality sponsors by a vote of its council or by a decision of its mayor, and neither has "
        "been taken yet. Write to us once it has: we will be glad to take up your request again."
    )),
    ("unreachable", _("No answer to our questions"), _(
        "We wrote to you with a question and received no answer. You may send a new request at any time."
    )),
    ("twice", _("This sponsor is recorded already"), _(
        "Your sponsorship is recorded already: nothing is lost, and this second request was not needed."
    )),
    ("principles", _("Contrary to the principles of the campaign"), _(
        "The campaign asks for the release of prisoners, without hatred and on behalf of no party. Your "
        "request does not fit these principles."
    )),
    ("other", _("Another reason: I write the letter"), ""),
]  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(key, label) for key, label, _letter in REASONS], widget=forms.RadioSelect
    )


class DeclineForm(forms.Form):
    """A letter for each language that the selected sponsors read. An empty one sends no reason."""

    reason = forms.CharField(widget=forms.HiddenInput, required=False)
    letter_fr = forms.CharField(
        label=_("In the letter (French)"), required=False, max_length=2_000,
        widget=AdminTextareaWidget(attrs={"rows": 5, "lang": "fr"}),
    )  # fmt: skip
    letter_en = forms.CharField(
        label=_("In the letter (English)"), required=False, max_length=2_000,
        widget=AdminTextareaWidget(attrs={"rows": 5, "lang": "en"}),
    )  # fmt: skip

    def __init__(self, *args: Any, languages: Iterable[str], **given: Any) -> None:
        super().__init__(*args, **given)
        for language in {"fr", "en"} - set(languages):
            del self.fields[f"letter_{language}"]


def ready_letters(reason: str) -> dict[str, str]:
    """The letter of a reason in each language, for the form where it is edited."""
    letter = next((letter for key, _label, letter in REASONS if key == reason), "")
    found = {}
    for language in ("fr", "en"):
        with translation.override(language):
            found[f"letter_{language}"] = str(letter)
    return found


class QuestionForm(forms.Form):
    question = forms.CharField(
        label=_("Your question"),
        max_length=2_000,
        widget=AdminTextareaWidget(attrs={"rows": 6}),
        help_text=_("In the language of the sponsor. The letter begins with thanks and ends with our names."),
    )


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(Ngo.objects.in_order(), label=_("To which NGO"))
    word = forms.CharField(
        label=_("A word for them"), max_length=1_000, widget=AdminTextareaWidget(attrs={"rows": 3})
    )


class WhyForm(forms.Form):
    reason = forms.CharField(label=_("Why?"), max_length=2_000, widget=AdminTextareaWidget(attrs={"rows": 3}))


class MandateForm(forms.Form):
    how = forms.ChoiceField(label=_("How did you check?"), choices=MandateCheck.How, widget=forms.RadioSelect)
    found = forms.CharField(
        label=_("What did you find?"),
        max_length=300,
        help_text=_("The domain; where the number was found; the register and the number in it."),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note"),
        max_length=4_000,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("For the desks of the three NGOs. Never public."),
    )


class JoinForm(forms.Form):
    into = forms.ChoiceField(label=_("Join to"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, likely: list[Likely], **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["into"].choices = [  # type: ignore[attr-defined]
            (
                str(one.sponsor.pk),
                f"{one.sponsor}, {one.sponsor.town or one.sponsor.country} ({one.why})",
            )
            for one in likely
        ]


def languages_of(rows: Iterable[Sponsorship]) -> set[str]:
    return {row.language for row in rows}
