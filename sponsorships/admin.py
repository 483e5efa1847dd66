"""Sponsors and their promises at the desk: completed by hand, decided by gestures."""

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from campaign.admin.desk import GestureAdmin, signed_in
from sponsorships import services
from sponsorships.models import Contact, Sponsor, Sponsorship

State, Whom = Sponsorship.State, Sponsorship.Whom

# What a sponsor left open, and what staff may make of it. The rest of what was signed is never rewritten.
LEFT_OPEN: dict[str, list[str]] = {
    Whom.ANY: [Whom.ANY, Whom.PRISONER],
    Whom.NOT_STATED: [Whom.NOT_STATED, Whom.PRISONER, Whom.GROUP],
}

SIGNED = ["sponsor", "whom", "prisoner", "name_consented", "message"]
DEED = [
    ("adhered_on", "date_kind"),
    "vote_result",
    "proof_url",
    ("note_fr", "note_en"),
    "sources",
]
DECIDED = ["state", "published", "requested_at", "confirmed_at", "decided_at", "decided_by"]


class SponsorshipForm(forms.ModelForm):
    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if self.instance.pk and "whom" in self.fields:
            allowed = LEFT_OPEN[self.instance.whom]
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


class ContactInline(admin.StackedInline):
    """Whom to write to; read-only. Erased by its owner or by the calendar, not by hand."""

    can_delete = False
    extra = 0
    fields = ["name", "signatory", "office", "email", "phone", "consent_version", "consented_at"]
    model = Contact

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Sponsorship)
class SponsorshipAdmin(GestureAdmin):
    actions = ["publish", "decline", "unpublish", "revoke"]
    autocomplete_fields = ["prisoner", "sources", "sponsor"]
    form = SponsorshipForm
    inlines = [ContactInline]
    list_display = [
        "sponsor",
        "sponsor_kind",
        "for_whom",
        "state",
        "published",
        "followed_by",
        "requested_at",
    ]
    list_filter = ["state", "published", "followed_by", "whom"]
    list_select_related = ["followed_by", "prisoner", "sponsor"]
    ordering = [
        Case(When(state=State.PENDING, then=0), default=1),
        F("requested_at").desc(nulls_last=True),
        "-pk",
    ]
    search_fields = ["sponsor__name", "sponsor__town", "contact__name"]

    @admin.display(description=_("kind"), ordering="sponsor__kind")
    def sponsor_kind(self, sponsorship: Sponsorship) -> str:
        return sponsorship.sponsor.get_kind_display()

    @admin.display(description=_("whom"), ordering="prisoner__name_fr")
    def for_whom(self, sponsorship: Sponsorship) -> str:
        return sponsorship.whom_in_words

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        done = self.decide(request, queryset, services.publish, word=gettext("Publish"))
        named = Sponsorship.objects.public().filter(pk__in=[sponsorship.pk for sponsorship in done]).count()
        if named:
            said = ngettext("%d sponsorship is public.", "%d sponsorships are public.", named)
            self.message_user(request, said % named, messages.SUCCESS)
        if counted := len(done) - named:
            said = ngettext(
                "%d sponsorship is in force and counted; its sponsor did not ask to be named.",
                "%d sponsorships are in force and counted; their sponsors did not ask to be named.",
                counted,
            )
            self.message_user(request, said % counted, messages.SUCCESS)

    @admin.action(description=_("Decline"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        done = self.decide(request, queryset, services.decline, word=gettext("Decline"))
        if done:
            said = ngettext("%d request declined.", "%d requests declined.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)

    @admin.action(description=_("Un-publish"), permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        public = queryset.filter(published=True)
        done = self.for_each(request, public, services.unpublish, word=gettext("Un-publish"))
        said = ngettext("%d sponsorship is hidden.", "%d sponsorships are hidden.", len(done))
        self.message_user(request, said % len(done), messages.SUCCESS if done else messages.WARNING)

    @admin.action(description=_("Revoke"), permissions=["change"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Sponsorship]) -> None:
        done = self.decide(request, queryset, services.revoke, word=gettext("Revoke"))
        if done:
            said = ngettext("%d sponsorship revoked.", "%d sponsorships revoked.", len(done))
            self.message_user(request, said % len(done), messages.SUCCESS)

    def decide(
        self,
        request: HttpRequest,
        queryset: QuerySet[Sponsorship],
        service: Callable[..., None],
        *,
        word: str,
    ) -> list[Sponsorship]:
        def decide(sponsorship: Sponsorship) -> None:
            service(sponsorship, by=signed_in(request), now=timezone.now())

        return self.for_each(request, queryset, decide, word=word)

    def gestures(self, row: Sponsorship) -> list[str]:
        if row.state == State.UNCONFIRMED:
            return ["decline"]
        if row.state == State.PENDING:
            return ["publish", "decline"]
        if row.state != State.ACTIVE:
            return []
        may_be_shown = ["publish"] if row.name_consented else []
        return [*(["unpublish"] if row.published else may_be_shown), "revoke"]

    def get_fieldsets(self, request: HttpRequest, obj: Sponsorship | None = None) -> Any:
        signed = ["sponsor", ("whom", "prisoner"), "name_consented", "message", "language"]
        return [
            (None, {"fields": signed}),
            (_("Deed"), {"fields": DEED}),
            (_("At the desk"), {"fields": ["followed_by", "reason", "staff_notes"]}),
            *([(_("How far it went"), {"fields": DECIDED})] if obj else []),
        ]

    def get_inlines(self, request: HttpRequest, obj: Sponsorship | None) -> Any:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Sponsorship | None = None) -> list[str]:
        if obj is None:
            return []
        still_open = ["whom", "prisoner"] if obj.whom in LEFT_OPEN else []
        return [*DECIDED, *(name for name in SIGNED if name not in still_open)]

    def save_model(self, request: HttpRequest, obj: Sponsorship, form: Any, change: bool) -> None:  # noqa: FBT001
        """Only what was edited is written: a colleague or the sponsor may act at the same moment."""
        if change:
            obj.save(update_fields=set(form.changed_data) - {"sources"})
        else:
            services.record_by_hand(obj, by=signed_in(request), now=timezone.now())

    def has_delete_permission(self, request: HttpRequest, obj: Sponsorship | None = None) -> bool:
        return False


@admin.register(Sponsor)
class SponsorAdmin(admin.ModelAdmin):
    fields = [
        "kind",
        "name",
        "country",
        ("department", "town"),
        ("latitude", "longitude"),
        "website",
        "slug",
    ]
    list_display = ["__str__", "kind", "country_name", "town"]
    list_filter = ["kind"]
    ordering = ["name", "pk"]
    readonly_fields = ["slug"]
    search_fields = ["name", "town", "department"]
    view_on_site = False

    @admin.display(description=_("country"), ordering="country")
    def country_name(self, sponsor: Sponsor) -> str:
        return countries.name(str(sponsor.country))

    def save_model(self, request: HttpRequest, obj: Sponsor, form: Any, change: bool) -> None:  # noqa: FBT001
        """The real address is given when the sponsor becomes public."""
        obj.slug = obj.slug or secrets.token_hex(8)
        obj.save()

    def has_delete_permission(self, request: HttpRequest, obj: Sponsor | None = None) -> bool:
        return False
