"""The doors of the desk: sign-in, second factor, invitation, the list of one's own sessions."""

from http import HTTPStatus

from allauth.account.views import reauthenticate as password_again
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaign import accounts
from campaign.admin.desk import signed_in

require_form_methods = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@require_form_methods
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody new chooses a password; then signs in like everybody."""
    user = accounts.invited(token, now=timezone.now())
    if user is None:  # over, used, mistyped: one answer
        return render(request, "admin/invitation_over.html", status=HTTPStatus.GONE)
    form = SetPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        accounts.accept(user, password=form.cleaned_data["new_password1"])
        return redirect("admin:login")
    return render(request, "admin/invitation.html", {"form": form, "invited": user})


@login_required
@require_form_methods
def own_sessions(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if request.method == "POST" and "everywhere" in request.POST:
        accounts.sign_out_everywhere(user)
        return redirect("admin:login")
    if request.method == "POST" and request.POST.get("session", "").isdecimal():
        accounts.sign_out(user, session=int(request.POST["session"]))
        return redirect("own_sessions")
    rows = user.desk_sessions.alive(now=timezone.now()).order_by("-seen_at")
    here = request.session.session_key
    return render(request, "admin/own_sessions.html", {"sessions": rows, "here": here})


DOORS = [
    ("login/", admin.site.login, "account_login"),
    ("logout/", admin.site.logout, "account_logout"),
    ("invitation/<str:token>/", invitation, "invitation"),
    ("sessions/", own_sessions, "own_sessions"),
    ("sign-in/code/", factors.authenticate, "mfa_authenticate"),
    ("sign-in/passkey/", webauthn.login_webauthn, "mfa_login_webauthn"),
    ("again/", password_again, "account_reauthenticate"),
    ("again/code/", factors.reauthenticate, "mfa_reauthenticate"),
    ("again/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    ("second-factor/", factors.index, "mfa_index"),
    ("second-factor/application/", totp.activate_totp, "mfa_activate_totp"),
    ("second-factor/application/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    ("second-factor/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes"),
    ("second-factor/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    ("second-factor/passkeys/", webauthn.list_webauthn, "mfa_list_webauthn"),
    ("second-factor/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    ("second-factor/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
]
urlpatterns = [path(route, never_cache(view), name=name) for route, view, name in DOORS]
