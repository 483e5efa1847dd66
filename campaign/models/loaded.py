"""What `load_campaign` last put into a row, so that it can tell what staff have edited since."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedRow(models.Model):
    """The values of one row of one file, as loaded; the keys of both never change."""

    file = models.CharField(_("file"), max_length=40)
    key = models.CharField(_("key"), max_length=500)
    values = models.JSONField(_("values"))

    class Meta:
        verbose_name = _("loaded row")
        constraints = [models.UniqueConstraint(name="loadedrow_once_per_file", fields=["file", "key"])]

    def __str__(self) -> str:
        return f"{self.file}: {self.key}"
