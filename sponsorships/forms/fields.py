"""Which fields each kind of sponsor sees, chapter by chapter, and how they are worded for it."""

from functools import lru_cache, partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from campaign.kit.translated import current_language
from campaign.kit.typed import WebAddress
from campaign.models import Ngo
from campaign.revision import remembered
from sponsorships import wording
from sponsorships.models import Sponsor

Kind = Sponsor.Kind

WHO, WHOM, PERSON, CONSENT = (
    pgettext_lazy("chapter of the form", "Who sponsors"),
    pgettext_lazy("chapter of the form", "Whom, and what you undertake"),
    pgettext_lazy("chapter of the form", "Whom we write to"),
    pgettext_lazy("chapter of the form", "Your agreement"),
)
PROMISE = ["whom", "undertakings", "message"]
DEED = ["signatory", "signatory_office", "vote_planned_on", "motive", "twinning"]
TO_WRITE_TO = ["contact_name", "office", "email", "phone"]
AGREED = ["agreed", "readers", "news"]
CHAPTERS = {
    Kind.MUNICIPALITY: {
        WHO: ["name", "country", "department", *DEED],
        WHOM: PROMISE,
        PERSON: TO_WRITE_TO,
        CONSENT: AGREED,
    },
    Kind.REGION: {
        WHO: ["name", "country", "department", *DEED],
        WHOM: PROMISE,
        PERSON: TO_WRITE_TO,
        CONSENT: AGREED,
    },
    Kind.NGO: {
        WHO: ["name", "registration", "website", "country", "department", "town"],
        WHOM: PROMISE,
        PERSON: TO_WRITE_TO,
        CONSENT: AGREED,
    },
    Kind.INDIVIDUAL: {
        WHO: ["contact_name", "office", "country", "town", "email", "phone"],
        WHOM: PROMISE,
        CONSENT: [*AGREED, "name_public"],
    },
}
UNSEEN = ["fax", "opened", "ticket", "wording", "work"]
OPTIONAL = {
    *("department", "town", "website", "registration", "phone", "message", "fax", "name_public", "news"),
    *DEED,
    *("opened", "work"),
}
NAME_LABELS = {
    Kind.MUNICIPALITY: _("Official name of the municipality"),
    Kind.REGION: _("Official name of the region or authority"),
    Kind.NGO: _("Name of the organisation"),
}
OFFICE_LABELS = {
    Kind.MUNICIPALITY: _("Office of this person"),
    Kind.REGION: _("Office of this person"),
    Kind.NGO: _("Office in the organisation"),
    Kind.INDIVIDUAL: _("Profession or office"),
}


def line(autocomplete: str, **attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete} | attributes)


@lru_cache
def countries_in(language: str) -> list[tuple[str, str]]:
    """By their names in the language at hand; to translate and sort them takes as long as all the rest."""
    return [("", "—"), *((code, str(name)) for code, name in countries)]


def to_choose() -> list[tuple[str, str]]:
    return countries_in(current_language())


@partial(remembered, by_language=False)
def ngos() -> list[Ngo]:
    return list(Ngo.objects.in_order())


class Readers(forms.MultipleChoiceField):
    """The NGOs that may read what is typed, in their order; one at least, where there is one."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"required": _("Choose at least one NGO: somebody must read your request.")}

    def __init__(self) -> None:
        super().__init__(label=_("Who may read your request"), choices=self.named)

    @staticmethod
    def named() -> list[tuple[str, str]]:
        return [(str(ngo.pk), wording.READ % {"ngo": ngo.name}) for ngo in ngos()]

    def validate(self, value: list[str]) -> None:
        if ngos():
            super().validate(value)

    def clean(self, value: Any) -> list[Ngo]:
        chosen = super().clean(value)
        return [ngo for ngo in ngos() if str(ngo.pk) in chosen]


class SignUpFields(forms.Form):
    """Every field that some kind of sponsor sees."""

    name = forms.CharField(max_length=200, widget=line("organization"))
    contact_name = forms.CharField(label=_("Person to write to"), max_length=120, widget=line("name"))
    signatory = forms.CharField(
        label=_("Who will sign"),
        max_length=120,
        widget=line("off"),
        help_text=_("Name of the mayor or president, if you know already."),
    )
    signatory_office = forms.CharField(
        label=_("In which office"),
        max_length=120,
        widget=line("off"),
        help_text=_("“Mayor”, “First deputy”."),
    )
    vote_planned_on = forms.DateField(
        label=_("Date of the vote, if one is planned"), widget=forms.DateInput(attrs={"type": "date"})
    )
    motive = forms.CharField(
        label=_("What leads you here"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("An Armenian community, a friendship, a decision of the council."),
    )
    twinning = forms.CharField(
        label=_("Twinning with a town of Armenia or Artsakh"), max_length=200, widget=line("off")
    )
    registration = forms.CharField(
        label=_("Registration"),
        max_length=80,
        widget=line("off"),
        help_text=_("RNA, SIREN, UID or charity number, as your country has it."),
    )
    office = forms.CharField(max_length=120, widget=line("organization-title"))
    country = forms.ChoiceField(
        label=_("Country"), choices=to_choose, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    department = forms.CharField(
        label=_("Department or canton"),
        max_length=3,
        widget=line("off"),
        help_text=_("In France the number of the department (69, 2A), in Switzerland the canton (GE)."),
    )
    town = forms.CharField(label=_("Town"), max_length=120, widget=line("address-level2"))
    website = forms.CharField(
        label=_("Web site"),
        max_length=500,
        validators=[WebAddress()],
        widget=forms.URLInput(attrs={"autocomplete": "url", "placeholder": "https://"}),
    )
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write to it at once, to make sure that the request is yours. It is never published."),
    )
    phone = forms.CharField(
        label=_("Telephone"), max_length=40, widget=line("tel", inputmode="tel", type="tel")
    )
    whom = forms.ChoiceField(
        label=_("Whom do you want to sponsor?"),
        error_messages={
            "invalid_choice": _(
                "This man can no longer be chosen: he may have been freed since you opened this page. "
                "Choose another, or let the campaign choose."
            )
        },
    )
    undertakings = forms.MultipleChoiceField(
        label=wording.PROMISE,
        choices=[(key, text) for key, text in wording.UNDERTAKINGS.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that you undertake to do.")},
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the campaign’s staff alone: a question, a wish. It is not published."),
    )
    agreed = forms.BooleanField(
        label=wording.FOLLOW,
        error_messages={"required": _("Without this agreement we may not keep your request.")},
    )
    readers = Readers()
    news = forms.BooleanField(label=wording.NEWS)
    name_public = forms.BooleanField(label=wording.NAME)
    fax = forms.CharField(
        label=_("Leave this field empty"), max_length=200
    )  # for robots: people never see it
    ticket = forms.CharField(max_length=40, widget=forms.HiddenInput)
    opened = forms.CharField(max_length=120, widget=forms.HiddenInput)
    work = forms.CharField(max_length=20, widget=forms.HiddenInput)
    wording = forms.CharField(max_length=20, widget=forms.HiddenInput)
