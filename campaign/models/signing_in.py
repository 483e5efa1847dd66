"""What signing in leaves behind: invitations, browsers that are signed in, counted tries."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

IDLE = timedelta(minutes=30)  # a desk that somebody has left
AT_MOST = timedelta(hours=8)  # a day of work
INVITED_FOR = timedelta(days=7)


class Invitation(models.Model):
    """A link by which somebody chooses a password; only its digest is kept. A newer one ends the older."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(_("ends at"))

    class Meta:
        verbose_name = _("invitation")

    def __str__(self) -> str:
        return str(self.user)


class LostFactor(models.Model):
    """A first colleague says that somebody lost the second factor; a second one lets it be renewed."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lost_factor"
    )
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    said_at = models.DateTimeField(_("said at"))

    class Meta:
        verbose_name = _("lost second factor")
        constraints = [
            models.CheckConstraint(
                name="lost_factor_is_said_by_somebody_else", condition=~models.Q(user=models.F("said_by"))
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class DeskSessionQuerySet(models.QuerySet["DeskSession"]):
    def alive(self, *, now: datetime) -> Self:
        return self.filter(seen_at__gt=now - IDLE, began_at__gt=now - AT_MOST)


class DeskSession(models.Model):
    """A browser in which somebody is signed in: so that each may be ended from another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(_("browser"), max_length=200, blank=True)
    began_at = models.DateTimeField(_("began at"))
    seen_at = models.DateTimeField(_("last seen at"))

    objects = DeskSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")

    def __str__(self) -> str:
        return f"{self.user}: {self.browser}"


class SignInTries(models.Model):
    """How often somebody tried, in a stretch of time; the key is hashed and says whose tries they are."""

    key = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sign_in_tries"
    )
    number = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(_("forgotten at"))

    class Meta:
        verbose_name = _("tries to sign in")

    def __str__(self) -> str:
        return self.key[:8]
