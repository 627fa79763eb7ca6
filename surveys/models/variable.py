"""The dictionary: a variable has an identity that outlives versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion


class Variable(models.Model):
    """One column: its type, wording, codes and missing codes."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="variables"
    )
    since = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="introduced_variables"
    )
    name = models.CharField(_("name"), max_length=64)
    type = models.CharField(_("type"), max_length=20)
    label = models.JSONField(_("label"))
    choices = models.JSONField(_("choices"), default=list)

    class Meta:
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "name"], name="variable_name_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name
