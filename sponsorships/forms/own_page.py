"""What a sponsor types on its own page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.kit import uploads
from campaign.kit.partial_dates import PartialDate, PartialDateFormField
from campaign.kit.refusal import Refused
from campaign.kit.typed import WebAddress, mail_address, plain
from sponsorships import wording
from sponsorships.forms.fields import Readers
from sponsorships.models import Act, Consent, Contact

ADDRESS = forms.EmailInput(attrs={"autocomplete": "email"})


class Typed(forms.Form):
    """Text without what no name holds."""

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = plain(value)

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])


class LinkForm(Typed):
    """Ask for a link again. Whatever is typed, the answer is the same."""

    email = forms.CharField(label=_("Mail address"), max_length=254, widget=ADDRESS)


class LeaveForm(forms.Form):
    """A gesture that cannot be undone is asked for twice."""

    certain = forms.BooleanField(label=_("I am certain: this cannot be undone."))


class ContactForm(Typed):
    """The person to write to, but for the address: that one is changed by a letter."""

    name = forms.CharField(label=_("Person to write to"), max_length=120)
    office = forms.CharField(label=_("Office or profession"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    signatory = forms.CharField(label=_("Who will sign"), max_length=120, required=False)
    signatory_office = forms.CharField(label=_("In which office"), max_length=120, required=False)

    def __init__(self, data: Any = None, *, contact: Contact, signs_itself: bool) -> None:
        names = [name for name in self.base_fields if not (signs_itself and name.startswith("signatory"))]
        super().__init__(data, initial={name: getattr(contact, name) for name in names})
        self.fields = {name: self.fields[name] for name in names}


class HandOverForm(Typed):
    """Another person, or another address of the same."""

    name = forms.CharField(label=_("Name of the next person"), max_length=120)
    office = forms.CharField(label=_("Office of the next person"), max_length=120, required=False)
    email = forms.CharField(
        label=_("Mail address of the next person"),
        max_length=254,
        widget=ADDRESS,
        help_text=_("A letter goes there; nothing changes before its link has been opened and accepted."),
    )


class TakeOverForm(forms.Form):
    """The next person consents for itself."""

    agreed = forms.BooleanField(label=wording.FOLLOW)
    readers = Readers()
    news = forms.BooleanField(label=wording.NEWS, required=False)

    def consents(self, *, language: str) -> list[Consent]:
        return wording.consents(
            readers=self.cleaned_data["readers"],
            wants_news=self.cleaned_data["news"],
            may_be_named=False,
            language=language,
        )


class SentFile(forms.FileField):
    """A file, judged by its content; what comes out may be kept."""

    def __init__(self, *, judge: Any, accept: str, **given: Any) -> None:
        super().__init__(max_length=200, widget=forms.ClearableFileInput(attrs={"accept": accept}), **given)
        self.judge = judge

    def clean(self, data: Any, initial: Any = None) -> uploads.Kept | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            kept: uploads.Kept = self.judge(file)
        except Refused as refused:
            raise ValidationError(str(refused), code="refused") from refused
        return kept


PICTURES = "image/png,image/jpeg,image/webp"


class LogoForm(forms.Form):
    logo = SentFile(
        label=_("Logo"),
        judge=uploads.logo,
        accept=PICTURES,
        help_text=_("PNG, JPEG or WebP, 8 MB at most. It is shown once we have seen it."),
    )


class DeedForm(forms.Form):
    deed = SentFile(
        label=_("Signed deed or text of the vote"),
        judge=uploads.deed,
        accept=f"application/pdf,{PICTURES}",
        help_text=_("PDF or picture, 10 MB at most. It is never published; the NGOs keep it as proof."),
    )


class ActForm(Typed):
    """What the sponsor did. `ticket` makes sending twice once."""

    kind = forms.ChoiceField(label=_("What was done"), choices=[("", "—"), *Act.Kind.choices])
    happened_on = PartialDateFormField(
        label=_("When"), help_text=_("A day, a month or a year: 2026-12-17, 2026-12 or 2026.")
    )
    told = forms.CharField(
        label=_("In a few sentences"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("We may shorten it, and translate it. No name of a relative, nothing about health."),
    )
    url = forms.CharField(
        label=_("Link"),
        max_length=500,
        required=False,
        validators=[WebAddress()],
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    picture = SentFile(
        label=_("Picture"),
        required=False,
        judge=uploads.picture,
        accept=PICTURES,
        help_text=_("PNG, JPEG or WebP, 8 MB at most. Only one that you may give us."),
    )
    picture_credit = forms.CharField(
        label=_("Who took the picture, and that we may show it"), max_length=200, required=False
    )
    ticket = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def clean_happened_on(self) -> PartialDate:
        day: PartialDate = self.cleaned_data["happened_on"]
        if day.first_day > timezone.localdate():
            raise ValidationError(_("This day is still to come: tell us when it has been."))
        return day

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("picture") and not typed.get("picture_credit"):
            self.add_error("picture_credit", _("Say who took the picture: without this we cannot keep it."))
        return typed

    def act(self) -> Act:
        names = ["kind", "happened_on", "told", "url", "ticket"]
        credit = self.cleaned_data["picture_credit"] if self.cleaned_data["picture"] else ""
        return Act(picture_credit=credit, **{name: self.cleaned_data[name] for name in names})


class PaperForm(forms.Form):
    """How the certificate is made."""

    title = forms.ChoiceField(label=_("Name of the document"))
    languages = forms.ChoiceField(
        label=_("Language"),
        choices=[
            ("fr", _("French")),
            ("en", _("English")),
            ("fr-en", _("French, with English below")),
            ("en-fr", _("English, with French below")),
        ],
    )

    def __init__(self, data: Any = None, *, titles: Any, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["title"].choices = list(titles.items())  # type: ignore[attr-defined]
