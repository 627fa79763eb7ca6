"""Periodic and nudged work of analytics. Every task may run twice, or at the same time."""

import logging

from celery import shared_task
from django.utils import timezone

from analytics.services import folding

logger = logging.getLogger(__name__)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def fold_survey_events(survey_id: int) -> int:
    """Fold all that waits in one survey; how many events."""
    return folding.fold_all(survey_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def fold_pending() -> int:
    """Fold all that waits anywhere: what no nudge reached, or was left by a dead worker.

    A survey that cannot be folded is named in the log and keeps no other waiting.
    """
    total = 0
    for survey_id, slug in folding.list_waiting().items():
        try:
            total += folding.fold_all(survey_id)
        except Exception:  # whatever is wrong with one survey, the others are not touched by it
            logger.exception("The events of survey %s could not be folded.", slug)
    return total


@shared_task(acks_late=True, reject_on_worker_lost=True)
def rebuild_outdated() -> int:
    """Count anew what is counted by another plan than today's; how many surveys."""
    outdated = list(folding.list_outdated())
    for survey in outdated:
        folding.rebuild_tallies(survey, now=timezone.now())
    return len(outdated)
