"""A published study that surveys are compared with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Baseline(models.Model):
    """The document as loaded; `comparison.reading` reads it."""

    slug = models.SlugField(_("short name"), unique=True)
    document = models.JSONField(_("document"))
    digest = models.CharField(_("SHA-256 of the document"), max_length=64)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug
