"""The person, known by a pseudonym alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.survey import Survey


class Respondent(models.Model):
    """A pseudonym in one survey; no name, account, address or device stands here."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="respondents")
    pseudonym = models.CharField(_("pseudonym"), max_length=40)

    class Meta:
        verbose_name = _("respondent")
        verbose_name_plural = _("respondents")
        constraints = [
            models.UniqueConstraint(fields=["survey", "pseudonym"], name="pseudonym_is_unique")
        ]

    def __str__(self) -> str:
        return self.pseudonym
