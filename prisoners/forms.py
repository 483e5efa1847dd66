"""The form of relatives, and of anybody named here: few questions, no name asked."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaign.kit.typed import mail_address, plain
from prisoners.models import Correction, Prisoner


class CorrectionForm(forms.Form):
    """Checks what was typed; `services.ask_to_correct` does the rest."""

    wish = forms.ChoiceField(
        label=_("What do you ask?"), choices=Correction.Wish.choices, widget=forms.RadioSelect
    )
    man = forms.ChoiceField(label=_("Whose page?"), required=False)
    words = forms.CharField(
        label=_("Your message"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("The page, the sentence, and what is true. Nothing of this is published."),
    )
    email = forms.CharField(
        label=_("Mail address for our answer"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only if you want an answer. It is erased with your message."),
    )
    fax = forms.CharField(label=_("Leave this field empty"), required=False, max_length=200)  # for robots
    ticket = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, men: QuerySet[Prisoner], **given: Any) -> None:
        super().__init__(data, **given)
        self.men = {man.slug: man for man in men}
        choices: Any = [
            ("", _("Another page, or the whole site")),
            *((slug, man.name) for slug, man in self.men.items()),
        ]
        self.fields["man"].choices = choices  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        words = plain(self.cleaned_data["words"])
        if not words:  # nothing but characters that nobody sees
            raise forms.ValidationError(self.fields["words"].error_messages["required"], code="required")
        return words

    def clean_email(self) -> str:
        typed = plain(self.cleaned_data["email"])
        return mail_address(typed) if typed else ""

    def clean_ticket(self) -> str:
        return plain(self.cleaned_data["ticket"])

    @property
    def is_a_robots(self) -> bool:
        return bool(self.cleaned_data.get("fax"))

    def correction(self, *, language: str) -> Correction:
        typed = self.cleaned_data
        return Correction(
            ticket=typed["ticket"],
            wish=typed["wish"],
            prisoner=self.men.get(typed["man"]),
            words=typed["words"],
            email=typed["email"],
            language=language,
        )
