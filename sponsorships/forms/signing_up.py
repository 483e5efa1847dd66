"""The form of those who want to sponsor: one page, and only the fields that this kind needs."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries import countries

from campaign.kit import pace
from campaign.kit.partial_dates import PartialDate
from campaign.kit.typed import mail_address, plain
from prisoners.models import Prisoner
from sponsorships import wording
from sponsorships.forms.fields import (
    CHAPTERS,
    NAME_LABELS,
    OFFICE_LABELS,
    OPTIONAL,
    UNSEEN,
    SignUpFields,
)
from sponsorships.models import Contact, Sponsor, Sponsorship
from sponsorships.services import SignedForm

Kind = Sponsor.Kind
PROPOSED = 3  # men named to those who let the campaign choose
READ_FOR = timedelta(seconds=2)  # the whole form, at the very least
WORK_OR_WAIT = timedelta(minutes=1)  # while staff ask for a proof of work
FAR = timedelta(days=3 * 365)  # no council plans a vote further away; the year is mistyped


class SignUpForm(SignUpFields):
    """Checks what was typed; `services.sign_up` does the rest. `kind` comes from the page before."""

    def __init__(self, data: Any = None, *, kind: str, men: Iterable[Prisoner], **given: Any) -> None:
        super().__init__(data, **given)
        self.kind, self.men = Kind(kind), {man.slug: man for man in men}
        wanted = [name for names in CHAPTERS[self.kind].values() for name in names] + UNSEEN
        self.fields = {name: self.fields[name] for name in wanted}
        for name in OPTIONAL & set(wanted):
            self.fields[name].required = False
        self.word_the_fields()

    def word_the_fields(self) -> None:
        """Labels and choices that depend on the kind, on the men and on the NGOs."""
        fields: dict[str, Any] = self.fields
        fields["office"].label = OFFICE_LABELS[self.kind]
        fields["whom"].choices = [
            ("", "—"),
            ("any", pgettext_lazy("whom", "The campaign chooses: a man who has no sponsor yet")),
            ("group", pgettext_lazy("whom", "The whole group of 23")),
            *self.men_to_choose(),
        ]
        if self.kind == Kind.INDIVIDUAL:
            fields["contact_name"].label = _("Your name")
        else:
            fields["name"].label = NAME_LABELS[self.kind]

    def men_to_choose(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Those without a sponsor first, as the view has ordered them."""
        alone = [(slug, man.name) for slug, man in self.men.items() if not own_sponsors(man)]
        others = [(slug, man.name) for slug, man in self.men.items() if own_sponsors(man)]
        if alone:
            yield str(pgettext_lazy("whom", "Sponsored by nobody yet")), alone
        if others:
            yield str(pgettext_lazy("whom", "Sponsored already")), others

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

    def clean_vote_planned_on(self) -> date | None:
        planned: date | None = self.cleaned_data["vote_planned_on"]
        today = date.today()  # noqa: DTZ011 - a year more or less is what matters
        if planned and abs(planned - today) > FAR:
            raise ValidationError(_("This date is more than three years away: check the year."))
        return planned

    def clean_wording(self) -> str:
        if self.cleaned_data["wording"] != wording.VERSION:
            raise ValidationError(_("Our text has changed since you opened this page: read it again."))
        return wording.VERSION

    @property
    def is_a_robots(self) -> bool:
        return bool(self.cleaned_data.get("fax"))

    @property
    def is_pressed_at_once(self) -> bool:
        """Nobody reads so quickly; a form that does not say when it was opened is not asked."""
        given = self.cleaned_data
        return pace.is_younger(given["opened"], ticket=given["ticket"], than=READ_FOR)

    @property
    def is_worked_for(self) -> bool:
        """By the sender's machine, or else by waiting."""
        given = self.cleaned_data
        if pace.is_worked_for(given["ticket"], given["work"]):
            return True
        return pace.is_older(given["opened"], ticket=given["ticket"], than=WORK_OR_WAIT)

    def chapters(self) -> list[tuple[str, list[BoundField]]]:
        return [(str(title), [self[name] for name in names]) for title, names in CHAPTERS[self.kind].items()]

    def in_words(self) -> list[tuple[str, list[str]]]:
        """What was typed, as (label, lines), to be read once more before it is sent."""
        told = [(field, self.words_of(field.name)) for field in self.visible_fields() if field.name != "fax"]
        return [(str(field.label), lines) for field, lines in told if lines]

    def words_of(self, name: str) -> list[str]:
        value = self.cleaned_data[name]
        if name == "country":
            return [countries.name(value)]
        if name == "whom":
            return [self.whom_in_words(), *self.proposed()]
        if name == "undertakings":
            return [str(wording.UNDERTAKINGS[key]) for key in value]
        if name == "readers":
            return [ngo.name for ngo in value]
        if isinstance(value, date):
            return [PartialDate.of(value).in_words()]
        return [str(_("yes")) if value is True else value] if value else []

    def whom_in_words(self) -> str:
        chosen = self.cleaned_data["whom"]
        labels: dict[str, Any] = dict(self.fields["whom"].choices[1:3])  # type: ignore[attr-defined]
        return self.men[chosen].name if chosen in self.men else str(labels[chosen])

    def proposed(self) -> list[str]:
        """To those who let the campaign choose: the men with fewest sponsors."""
        if self.cleaned_data["whom"] != Sponsorship.Whom.ANY or not self.men:
            return []
        names = ", ".join(man.name for man in list(self.men.values())[:PROPOSED])
        return [str(_("We would propose: %(names)s.")) % {"names": names}]

    def signed(self, *, language: str) -> SignedForm:
        """All that was typed, as rows not yet saved."""
        typed = self.cleaned_data
        return SignedForm(
            sponsor=self.sponsor(),
            sponsorship=self.sponsorship(language=language),
            contact=self.contact(),
            undertakings=wording.undertakings(typed["undertakings"], language=language),
            consents=wording.consents(
                readers=typed["readers"],
                wants_news=typed["news"],
                may_be_named=typed.get("name_public", False),
                language=language,
            ),
        )

    def sponsor(self) -> Sponsor:
        """A sponsor as typed. A person's name stays in the contact until he may be named."""
        typed = self.cleaned_data
        is_municipality = self.kind == Kind.MUNICIPALITY
        return Sponsor(
            kind=self.kind,
            town=capfirst(typed["name"][:120]) if is_municipality else typed.get("town", ""),
            **self.given("name", "country", "department", "website", "registration"),
        )

    def sponsorship(self, *, language: str) -> Sponsorship:
        typed = self.cleaned_data
        man = self.men.get(typed["whom"])
        return Sponsorship(
            ticket=typed["ticket"],
            whom=Sponsorship.Whom.PRISONER if man else typed["whom"],
            prisoner=man,
            language=language,
            name_consented=typed["name_public"] if self.kind == Kind.INDIVIDUAL else True,
            **self.given("message", "vote_planned_on", "motive", "twinning"),
        )

    def contact(self) -> Contact:
        return Contact(
            name=self.cleaned_data["contact_name"],
            consent_version=wording.VERSION,
            **self.given("signatory", "signatory_office", "office", "email", "phone"),
        )

    def given(self, *names: str) -> dict[str, Any]:
        """Of these columns, those that this kind's form has."""
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


def own_sponsors(man: Prisoner) -> int:
    """Counted by `fewest_sponsors_first`."""
    return getattr(man, "own_sponsors", 0)
