"""The page of a sponsorship: what stands on it, and what of it can still be written."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.admin.desk import signed_in
from sponsorships.admin.casework import MandateChecksInline, NotesInline
from sponsorships.admin.contact import ContactInline
from sponsorships.admin.files import GivesDeed
from sponsorships.admin.queue import QueueAdmin
from sponsorships.likeness import texts_of_two_scripts
from sponsorships.models import Contact, Sponsorship

State, Whom = Sponsorship.State, Sponsorship.Whom

# What a sponsor left open, and what staff may make of it. The rest of what was signed is never rewritten.
LEFT_OPEN: dict[str, list[str]] = {
    Whom.ANY: [Whom.ANY, Whom.PRISONER],
    Whom.NOT_STATED: [Whom.NOT_STATED, Whom.PRISONER, Whom.GROUP],
}

SIGNED = ["sponsor", "whom", "prisoner", "name_consented", "message", "vote_planned_on", "motive", "twinning"]
DEED = [
    ("adhered_on", "date_kind"),
    ("vote_result", "transmission_number"),
    "signed_on",
    ("proof_url", "deed_file"),
    ("note_fr", "note_en"),
    "sources",
]
DECIDED = ["state", "published", "requested_at", "confirmed_at", "decided_at", "decided_by"]


class SponsorshipForm(forms.ModelForm):
    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.instance.pk and "whom" in self.fields:
            whom = self.instance.whom
            allowed = LEFT_OPEN.get(whom, [whom])  # a file holds what is no longer open, too
            self.fields["whom"].choices = [  # type: ignore[attr-defined]
                (value, label) for value, label in Whom.choices if value in allowed
            ]

    def clean(self) -> dict[str, Any]:
        """Somebody who signed on paper and may be named needs a name; online it is in the contact."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        sponsor = typed.get("sponsor")
        if sponsor and typed.get("name_consented") and not sponsor.name:
            self.add_error("name_consented", _("Write this person’s name on the sponsor first."))
        return typed


class SponsorshipPage(GivesDeed, QueueAdmin):
    """SponsorshipAdmin adds the list and what is decided for the public."""

    address_columns = ["sponsor_name", "contact_name", "contact_office", "contact_email", "contact_phone"]
    form = SponsorshipForm
    inlines = [ContactInline, MandateChecksInline, NotesInline]

    def get_fieldsets(self, request: HttpRequest, obj: Sponsorship | None = None) -> Any:
        asked = ["vote_planned_on", ("motive", "twinning"), "message"]
        signed = ["sponsor", ("whom", "prisoner"), "name_consented", *asked, "language"]
        return [
            (None, {"fields": signed}),
            (_("Deed"), {"fields": DEED}),
            (_("At the desk"), {"fields": self.desk_fields(obj)}),
            *([(_("How far it went"), {"fields": DECIDED})] if obj else []),
        ]

    def desk_fields(self, obj: Sponsorship | None) -> list[str]:
        if obj is None:
            return ["followed_by", "staff_notes"]
        searched = ["perhaps_the_same"] if obj.state in (State.UNCONFIRMED, State.PENDING) else []
        odd = ["odd_letters"] if texts_of_two_scripts(obj) else []
        return [*odd, *searched, "followed_by", "reason", "staff_notes"]

    def get_inlines(self, request: HttpRequest, obj: Sponsorship | None) -> Any:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Sponsorship | None = None) -> list[str]:
        if obj is None:
            return ["deed_file"]
        still_open = ["whom", "prisoner"] if obj.whom in LEFT_OPEN else []
        given_by_gestures = ["deed_file", "odd_letters", "perhaps_the_same", "followed_by", "reason"]
        return [
            *DECIDED,
            "deed_file",
            *given_by_gestures,
            *(name for name in SIGNED if name not in still_open),
        ]

    def addresses_of(self, request: HttpRequest, keys: Iterable[Any]) -> dict[Any, list[str]]:
        read = Contact.objects.visible_to(signed_in(request)).select_related("sponsorship__sponsor")
        return {
            contact.sponsorship_id: [
                contact.sponsorship.sponsor.name, contact.name, contact.office, contact.email, contact.phone
            ]
            for contact in read.filter(sponsorship__in=keys)
        }  # fmt: skip
