"""The people at the desks: what each may do hangs on an NGO and a role, and on nothing else."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from campaign.models.ngo import Ngo


class Role(models.IntegerChoices):
    """Each may do what those before may, and more."""

    READER = 1, pgettext_lazy("role", "reader")
    CASE_WORKER = 2, pgettext_lazy("role", "case worker")
    MODERATOR = 3, pgettext_lazy("role", "moderator")
    COORDINATOR = 4, pgettext_lazy("role", "coordinator")


class User(AbstractUser):
    """Somebody at a desk. An NGO is what makes one of two persons of two NGOs."""

    ngo = models.ForeignKey(
        Ngo, on_delete=models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("NGO")
    )
    role = models.PositiveSmallIntegerField(
        _("role"),
        choices=Role,
        default=Role.READER,
        help_text=_(
            "A reader looks at the records, never at a contact. A case worker writes records and events, "
            "and hides a page. A moderator decides what becomes public. A coordinator looks after the "
            "accounts of the NGO. Each may do what those before may."
        ),
    )

    history = HistoricalRecords(excluded_fields=["password", "last_login", "email"])

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="user_of_staff_belongs_to_an_ngo",
                condition=Q(is_staff=False) | Q(is_superuser=True) | Q(ngo__isnull=False),
                violation_error_message=_("Somebody who works in the admin belongs to one of the NGOs."),
            ),
            models.CheckConstraint(name="user_role_is_known", condition=Q(role__in=[1, 2, 3, 4])),
        ]

    def may(self, role: Role) -> bool:
        """Whether this person has that role, or one above it."""
        at_the_desk = self.is_active and self.is_staff
        return at_the_desk and (self.is_superuser or self.role >= role)

    def looks_after(self) -> "QuerySet[User]":
        """The accounts of one's own NGO; the few of the server itself are nobody's at the desk."""
        accounts = User.objects.all()
        if not self.may(Role.COORDINATOR):
            return accounts.none()
        return accounts if self.is_superuser else accounts.filter(ngo=self.ngo_id, is_superuser=False)
