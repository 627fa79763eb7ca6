"""The dictionary: a meaning that a variable has, with an identity that outlives versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.questionnaire import Questionnaire, QuestionnaireVersion


class Variable(models.Model):
    """One meaning of a name, in the versions from `since` to `until`, both included.

    Its wording, codes and missing codes stand in the documents of those versions. `recoding` holds
    pairs of an old code and the one of the `successor` that the author gave for it.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="variables"
    )
    name = models.CharField(_("name"), max_length=64)
    since = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, related_name="introduced_variables"
    )
    until = models.ForeignKey(
        QuestionnaireVersion, on_delete=models.PROTECT, null=True, related_name="last_variables"
    )
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="predecessors"
    )
    recoding = models.JSONField(_("new codes of old ones"), default=list)

    class Meta:
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "name", "since"], name="one_meaning_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.since_id})"
