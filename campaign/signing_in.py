"""Coming in: what allauth asks us, and the forms that count a try before they look at it."""

import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign import tries
from campaign.gate import client_of
from campaign.kit.sealing import holder_of_the_rest, seal, unseal

JUST_NOW = 5 * 60  # seconds
TOO_OFTEN = _("Too many tries. Wait a quarter of an hour, or ask a coordinator to free your account.")


class SignInForm(AdminAuthenticationForm):
    """User name and password; the second factor is asked on the next page."""

    def clean(self) -> dict[str, Any]:
        name = self.cleaned_data.get("username", "")
        place = client_of(self.request) if self.request else ""
        if not tries.may_try_password(name, place=place, now=timezone.now()):
            raise ValidationError(TOO_OFTEN)
        typed: dict[str, Any] = super().clean()
        tries.password_was_right(name, place=place)
        return typed


class CountedCode:
    """Six digits are soon guessed by a machine."""

    user: Any

    def clean_code(self) -> str:
        if not tries.may_try_code(self.user, now=timezone.now()):
            raise ValidationError(TOO_OFTEN)
        code: str = super().clean_code()  # type: ignore[misc]
        if not tries.is_used_first(code, user=self.user, now=timezone.now()):
            raise get_adapter().validation_error("incorrect_code")
        tries.code_was_right(self.user)
        return code


class CodeForm(CountedCode, AuthenticateForm):
    pass


class CodeAgainForm(CountedCode, ReauthenticateForm):
    pass


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up here, and no library writes to anybody."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index")

    def is_safe_url(self, url: str) -> bool:
        """One that cannot even be read (`http://[::1`) leads nowhere."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """What happened is seen on the next page."""

    def send_mail(self, *args: Any, **kwargs: Any) -> None:
        """Letters leave by the outbox alone."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who came in a moment ago has just shown it."""
        shown = get_authentication_records(context.request, context.request.user)
        return not shown or time.time() - shown[-1]["at"] > JUST_NOW

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if user.is_active and user.is_staff:
            return None
        return HttpResponseRedirect(reverse("admin:login"))


class MfaAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """What makes codes is sealed like contacts: a stolen dump makes none."""
        return str(seal(text, holder=holder_of_the_rest()))

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return "Libertas"

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, error="m").svg_inline(scale=5, light="#fff", border=3))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Libertas"}
