"""The form of those who want to sponsor: one page, and only the fields that this kind needs."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from campaign.kit.typed import mail_address, plain
from prisoners.models import Prisoner
from sponsorships.models import Contact, Sponsor, Sponsorship

CONSENT_VERSION = "2026-11"  # changes with any word of the consents below
Kind = Sponsor.Kind

# The fields of each kind, in the order of the page; the rest is common to all.
FIELDS_OF = {
    Kind.MUNICIPALITY: ["name", "country", "department", "signatory", "office", "contact_name"],
    Kind.REGION: ["name", "country", "department", "signatory", "office", "contact_name"],
    Kind.NGO: ["name", "country", "department", "town", "website", "contact_name", "office"],
    Kind.INDIVIDUAL: ["contact_name", "office", "country", "town"],
}
COMMON = ["email", "phone", "whom", "message", "agreed", "fax", "ticket"]
OPTIONAL = {"department", "town", "website", "phone", "message", "fax", "signatory", "name_public"}
NAME_LABELS = {
    Kind.MUNICIPALITY: _("Official name of the municipality"),
    Kind.REGION: _("Official name of the region or authority"),
    Kind.NGO: _("Name of the organisation"),
}


class SignUpForm(forms.Form):
    """Checks what was typed; `services.sign_up` does the rest. `kind` comes from the page before."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    contact_name = forms.CharField(
        label=_("Person to write to"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    signatory = forms.CharField(
        label=_("Who will sign"),
        max_length=120,
        help_text=_("Usually the mayor or the president. Leave empty if you do not know yet."),
    )
    office = forms.CharField(
        label=_("Office"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    country = forms.ChoiceField(label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"}))
    department = forms.CharField(
        label=_("Department or canton"),
        max_length=3,
        help_text=_("In France the number of the department (69, 2A), in Switzerland the canton (GE)."),
    )
    town = forms.CharField(
        label=_("Town"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    website = forms.CharField(
        label=_("Web site"),
        max_length=500,
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"autocomplete": "url", "placeholder": "https://"}),
    )
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write to it at once, to make sure that the request is yours. It is never published."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    whom = forms.ChoiceField(label=_("Whom do you want to sponsor?"))
    message = forms.CharField(
        label=_("Your message"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the campaign’s staff: a planned date of vote, a question, what leads you here."),
    )
    name_public = forms.BooleanField(
        label=_("My name may be published among the sponsors. Without this I am counted and not named.")
    )
    agreed = forms.BooleanField(
        label=_(
            "I agree that the three NGOs of the campaign keep and read these details in order to "
            "follow my sponsorship. I know that supporting this campaign shows a political opinion, "
            "and that I can withdraw at any time."
        )
    )
    fax = forms.CharField(
        label=_("Leave this field empty"), max_length=200
    )  # for robots: people never see it
    ticket = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, kind: str, men: QuerySet[Prisoner], **given: Any) -> None:
        super().__init__(data, **given)
        self.kind, self.men = Kind(kind), {man.slug: man for man in men}
        wanted = [*FIELDS_OF[self.kind], *COMMON]
        if self.kind == Kind.INDIVIDUAL:
            wanted.insert(wanted.index("agreed"), "name_public")
        self.fields = {name: self.fields[name] for name in wanted}
        for name in OPTIONAL & set(wanted):
            self.fields[name].required = False
        self.word_the_fields()

    def word_the_fields(self) -> None:
        """Labels and choices that depend on the kind."""
        fields: dict[str, Any] = self.fields
        fields["country"].choices = [("", "—"), *countries]
        fields["whom"].choices = [
            ("", "—"),
            ("any", pgettext_lazy("whom", "The campaign chooses: a man who has no sponsor yet")),
            ("group", pgettext_lazy("whom", "The whole group of 23")),
            (pgettext_lazy("whom", "One man"), [(slug, man.name) for slug, man in self.men.items()]),
        ]
        if self.kind == Kind.INDIVIDUAL:
            fields["contact_name"].label = _("Your name")
            fields["office"].label = _("Profession or office")
        else:
            fields["name"].label = NAME_LABELS[self.kind]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        self.cleaned_data = {
            name: plain(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])

    def clean_department(self) -> str:
        return self.cleaned_data["department"].upper()

    @property
    def is_a_robots(self) -> bool:
        return bool(self.cleaned_data.get("fax"))

    def in_words(self) -> list[tuple[str, str]]:
        """What was typed, as (label, words), to be read once more before it is sent."""
        words = self.cleaned_data | {
            "country": countries.name(self.cleaned_data["country"]),
            "whom": self.whom_in_words(),
        }
        shown = [field for field in self.visible_fields() if field.name != "fax"]
        return [
            (str(field.label), str(_("yes") if words[field.name] is True else words[field.name]))
            for field in shown
            if words[field.name]
        ]

    def whom_in_words(self) -> str:
        chosen = self.cleaned_data["whom"]
        labels: dict[str, Any] = dict(self.fields["whom"].choices[1:3])  # type: ignore[attr-defined]
        return self.men[chosen].name if chosen in self.men else str(labels[chosen])

    def sponsor(self) -> Sponsor:
        """A sponsor as typed. A person's name stays in the contact until he may be named."""
        typed = self.cleaned_data
        is_municipality = self.kind == Kind.MUNICIPALITY
        return Sponsor(
            kind=self.kind,
            name=typed.get("name", ""),
            country=typed["country"],
            department=typed.get("department", ""),
            town=typed["name"] if is_municipality else typed.get("town", ""),
            website=typed.get("website", ""),
        )

    def sponsorship(self, *, language: str) -> Sponsorship:
        typed = self.cleaned_data
        man = self.men.get(typed["whom"])
        return Sponsorship(
            ticket=typed["ticket"],
            whom=Sponsorship.Whom.PRISONER if man else typed["whom"],
            prisoner=man,
            language=language,
            message=typed["message"],
            name_consented=typed["name_public"] if self.kind == Kind.INDIVIDUAL else True,
        )

    def contact(self) -> Contact:
        typed = self.cleaned_data
        return Contact(
            name=typed["contact_name"],
            signatory=typed.get("signatory", ""),
            office=typed["office"],
            email=typed["email"],
            phone=typed["phone"],
            consent_version=CONSENT_VERSION,
        )


class LinkForm(forms.Form):
    """Ask for the link again. Whatever is typed, the answer is the same."""

    email = forms.CharField(
        label=_("Mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def clean_email(self) -> str:
        return mail_address(self.cleaned_data["email"])
