"""What is counted against a limit, and the switches that staff turn when the site is under fire."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class TallyQuerySet(models.QuerySet["Tally"]):
    def over(self, *, now: datetime) -> Self:
        return self.filter(expires_at__lte=now)


class Tally(models.Model):
    """How often one somebody did one thing in one span of time. The key is a keyed hash: it names nobody."""

    key = models.CharField(max_length=64, unique=True)
    times = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("tally")

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.times}"


class Switches(models.Model):
    """One row: what staff have turned off. None at all means that everything is open."""

    form_closed = models.BooleanField(
        _("sign-up closed"),
        default=False,
        help_text=_("The page says that it is closed for the moment; links already sent go on working."),
    )
    proof_of_work = models.BooleanField(
        _("proof of work"),
        default=False,
        help_text=_("Each request costs the sender’s machine a second; without JavaScript, a minute’s wait."),
    )
    read_only = models.BooleanField(
        _("site read-only"),
        default=False,
        help_text=_("No public form can be sent; every page can still be read, and staff go on working."),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("switches")
        constraints = [models.CheckConstraint(name="switches_are_one_row", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
