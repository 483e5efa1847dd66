"""The desk as a site: who comes in, and which pages it has. What stands on them is in each room's admin."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from campaign.kit.typed import plain
from campaign.models import DeskSession, User
from campaign.models.signing_in import AT_MOST, IDLE
from campaign.signing_in import SignInForm

NOTED_EVERY = timedelta(minutes=1)


class SignIn(LoginView):
    """The first of the two steps; what was typed as a password is in no answer."""

    authentication_form = SignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        login = Login(user=form.get_user(), redirect_url=self.get_success_url(), email_verification="none")
        credentials = {"username": form.cleaned_data["username"]}
        return perform_password_login(self.request, credentials, login)

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")


class DeskSite(admin.AdminSite):
    """Only pages that say who may do what on them: what libraries bring along stays out."""

    def register(
        self, model_or_iterable: type[Model] | Iterable[type[Model]], admin_class: Any = None, **options: Any
    ) -> None:
        if hasattr(admin_class, "viewing"):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """In production nobody works here without a second factor; on one's own machine it is not asked."""
        if not super().has_permission(request):
            return False
        return settings.EMBEDDED or is_mfa_enabled(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated and super().has_permission(request):
            page = "admin:index" if self.has_permission(request) else "mfa_index"
            return HttpResponseRedirect(reverse(page))
        context = {**self.each_context(request), "title": "", "app_path": request.get_full_path()}
        view = SignIn.as_view(extra_context=context | (extra_context or {}))
        return view(request)  # type: ignore[return-value]


def sessions(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: who has left the desk is signed out, and so is everybody once a day."""
    desk = f"/{settings.ADMIN_PATH}/"

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user if request.path_info.startswith(desk) else None
        if isinstance(user, User) and is_over(request, user, now=timezone.now()):
            logout(request)
        return get_response(request)

    return middleware


def is_over(request: HttpRequest, user: User, *, now: datetime) -> bool:
    """Also notes, once a minute, that this browser is still there."""
    session, is_new = DeskSession.objects.get_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "browser": plain(request.headers.get("user-agent", ""))[:200],
            "began_at": now,
            "seen_at": now,
        },
    )
    if session.user_id != user.pk or now - session.seen_at > IDLE or now - session.began_at > AT_MOST:
        session.delete()
        return True
    if not is_new and now - session.seen_at > NOTED_EVERY:
        DeskSession.objects.filter(pk=session.pk).update(seen_at=now)
    return False
