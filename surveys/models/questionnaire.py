"""The instrument and its frozen editions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Questionnaire(models.Model):
    """An instrument; what it asks stands in its versions."""

    slug = models.SlugField(_("short name"), unique=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    def __str__(self) -> str:
        return self.slug


class QuestionnaireVersion(models.Model):
    """A frozen edition: once published its document never changes."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    digest = models.CharField(_("SHA-256 of the document"), max_length=64)
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="version_number_is_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"
