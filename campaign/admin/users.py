"""The people at the desks: a coordinator looks after the accounts of the own NGO."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from campaign import accounts, removals, tries
from campaign.admin.desk import Gestures, may, signed_in
from campaign.admin.noted import NotesSearches
from campaign.kit.refusal import Refused
from campaign.models import Removal, Role, User

OWN_DOING = ["ngo", "role", "is_active"]  # nobody decides these of oneself


def new_link() -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    return {"token": secrets.token_urlsafe(16), "language": language[:2], "now": timezone.now()}


@admin.register(User)
class UserAdmin(NotesSearches, Gestures):
    """Nobody is deleted: records say who did what. An account that has ended is made inactive."""

    actions = ["invite", "free", "sign_out", "renew_lost_factor"]
    adding = changing = Role.COORDINATOR
    deleting = None
    fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
        (
            _("At the desk"),
            {
                "fields": ["ngo", "role", "is_active"],
                "description": _("What one NGO records, another confirms: an account stays with its NGO."),
            },
        ),
    ]
    list_display = ["username", "first_name", "last_name", "ngo", "role", "is_active", "last_login"]
    list_filter = ["ngo", "role", "is_active"]
    list_select_related = ["ngo"]
    ordering = ["ngo__position", "username"]
    search_fields = ["username", "first_name", "last_name"]
    viewing = Role.COORDINATOR

    @admin.action(description=_("Send a link to choose a password"), permissions=["coordinate"])
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        def invite(user: User) -> None:
            self.refuse_other_ngos(request, user)
            accounts.invite(user, **new_link())

        for user in self.for_each(
            request, queryset, invite, word=gettext("Send a link to choose a password")
        ):
            self.message_user(request, gettext("%s: the letter with the link is on its way.") % user)

    @admin.action(description=_("Free the account (too many tries)"), permissions=["coordinate"])
    def free(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in self.for_each(request, queryset, tries.forget, word=gettext("Free the account")):
            self.message_user(request, gettext("%s may try again now.") % user, messages.SUCCESS)

    @admin.action(description=_("Sign out everywhere"), permissions=["coordinate"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        sign_out = accounts.sign_out_everywhere
        for user in self.for_each(request, queryset, sign_out, word=gettext("Sign out everywhere")):
            self.message_user(request, gettext("%s is signed out everywhere.") % user, messages.SUCCESS)

    @admin.action(
        description=_("The second factor is lost: I know this person’s voice"), permissions=["coordinate"]
    )
    def renew_lost_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        renewed = []

        def renew(user: User) -> None:
            if accounts.renew_lost_factor(user, by=signed_in(request), **new_link()):
                renewed.append(user)

        for user in self.for_each(request, queryset, renew, word=gettext("Lost second factor")):
            said = gettext("%s: a second colleague must say the same, on the list of the accounts.")
            if user in renewed:
                said = gettext(
                    "%s: nothing opens this account any more; the letter with the link is on its way."
                )
            self.message_user(request, said % user, messages.SUCCESS)

    def gestures(self, row: User) -> list[str]:
        return self.actions

    def refuse_other_ngos(self, request: HttpRequest, user: User) -> None:
        if not self.has_change_permission(request, user):
            raise Refused(gettext("Only a coordinator of the same NGO does this."))

    def has_coordinate_permission(self, request: HttpRequest) -> bool:
        """Whoever is locked out is helped by a coordinator of any of the three."""
        return may(request, Role.COORDINATOR)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        user = signed_in(request)
        if obj == user:
            return OWN_DOING
        return [] if user.is_superuser and obj is None else ["ngo"]

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        """Nobody gives a role above the own one."""
        if db_field.name == "role":
            kwargs["choices"] = [c for c in Role.choices if signed_in(request).may(Role(c[0]))]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """The colleagues of all NGOs are known by name; the server's own accounts are not shown."""
        colleagues = super().get_queryset(request)
        return colleagues if signed_in(request).is_superuser else colleagues.filter(is_superuser=False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        if not change:
            obj.is_staff = True
            obj.ngo = obj.ngo or signed_in(request).ngo
            obj.set_unusable_password()
        obj.save()
        if not change and obj.email:
            accounts.invite(obj, **new_link())
        if not obj.is_active:
            removals.record(Removal.What.ACCOUNT, obj.pk)
            accounts.sign_out_everywhere(obj)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or signed_in(request).looks_after().filter(pk=obj.pk).exists())
