"""How many times what the public sees has been changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """One row, moved in the transaction of each public change (campaign/revision.py)."""

    number = models.PositiveBigIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("revision")

    def __str__(self) -> str:
        return str(self.number)
