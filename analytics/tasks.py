"""Periodic and nudged work of analytics. Every task may run twice, or at the same time."""

from celery import shared_task
from django.utils import timezone

from analytics.services import folding


@shared_task(acks_late=True, reject_on_worker_lost=True)
def fold_survey_events(survey_id: int) -> int:
    """Fold all that waits in one survey; how many events."""
    return folding.fold_all(survey_id, now=timezone.now())


@shared_task(acks_late=True, reject_on_worker_lost=True)
def fold_pending() -> int:
    """Fold all that waits anywhere: what no nudge reached, or was left by a dead worker."""
    return sum(folding.fold_all(pk, now=timezone.now()) for pk in folding.list_waiting())
