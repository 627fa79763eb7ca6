"""The outbox: what happened to responses, for others to act on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.response import Response
from surveys.models.survey import Survey
from surveys.querysets import EventQuerySet


class Event(models.Model):
    """Written in the transaction of the change it tells; processed at least once."""

    class Kind(models.TextChoices):
        COMPLETED = "completed", _("Completed")
        CORRECTED = "corrected", _("Corrected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="events")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    created_at = models.DateTimeField(_("time"))
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["survey", "id"],
                condition=models.Q(processed_at=None),
                name="event_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.id} · {self.kind}"
