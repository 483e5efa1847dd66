"""A sentence whose other language has changed since: somebody must read both again."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class Behind(models.Model):
    """One for each text that lags. `before` and `after` are the sentence of the language that was edited."""

    of = models.CharField(_("kind of record"), max_length=60)  # prisoners.prisoner
    row = models.BigIntegerField(_("record"))
    title = models.CharField(_("record"), max_length=200)
    field = models.CharField(_("text"), max_length=40)
    language = models.CharField(_("language that is behind"), max_length=2, choices=settings.LANGUAGES)
    before = models.TextField(_("before"), blank=True)
    after = models.TextField(_("now"), blank=True)
    since_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("translation to read again")
        verbose_name_plural = _("translations to read again")
        constraints = [models.UniqueConstraint(name="behind_is_said_once", fields=["of", "row", "field"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.text_label}"

    @property
    def text_label(self) -> str:
        """The words of the form for the field that is behind."""
        column = apps.get_model(self.of)._meta.get_field(f"{self.field}_{self.language}")
        return capfirst(str(getattr(column, "verbose_name", self.field)))

    @property
    def address(self) -> str:
        return reverse(f"admin:{self.of.replace('.', '_')}_change", args=[self.row])
