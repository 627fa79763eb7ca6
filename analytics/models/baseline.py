"""A published study that surveys are compared with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Baseline(models.Model):
    """The document as loaded; `estimators.baseline` reads it."""

    slug = models.SlugField(_("short name"), unique=True)
    citation = models.TextField(_("citation"))
    licence = models.CharField(_("licence"), max_length=100)
    interview_count = models.PositiveIntegerField(_("interviews"))
    document = models.JSONField(_("document"))
    digest = models.CharField(_("SHA-256 of the document"), max_length=64)

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Driver(models.Model):
    """One factor of the study, and the variable that measures it in a survey."""

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="drivers")
    key = models.CharField(_("name in the study"), max_length=60)
    variable = models.CharField(_("variable"), max_length=64)
    label = models.JSONField(_("label"))
    count = models.PositiveIntegerField(_("interviewees who named it"))

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        ordering = ["baseline", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["baseline", "key"], name="driver_is_unique_per_baseline"
            )
        ]

    def __str__(self) -> str:
        return f"{self.baseline} · {self.key}"


class Claim(models.Model):
    """One statement of the study."""

    baseline = models.ForeignKey(Baseline, on_delete=models.CASCADE, related_name="claims")
    number = models.CharField(_("number"), max_length=10)
    statement = models.TextField(_("statement"))
    quantity = models.TextField(_("quantity that tests it"))

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["baseline", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["baseline", "number"], name="claim_is_unique_per_baseline"
            )
        ]

    def __str__(self) -> str:
        return f"{self.baseline} · {self.number}"
