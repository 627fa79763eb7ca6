"""Periodic and nudged work of analytics. Every task may run twice, or at the same time."""

import logging
from collections.abc import Callable, Mapping

from celery import shared_task

from analytics.services import folding, sealing

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
    return _do_for_each(folding.list_waiting(), folding.fold_all, "folded")


@shared_task(acks_late=True, reject_on_worker_lost=True)
def rebuild_outdated() -> int:
    """Count anew what is counted by another plan than today's; how many surveys."""
    return _do_for_each(folding.list_counted(), folding.build_if_outdated, "counted anew")


@shared_task(acks_late=True, reject_on_worker_lost=True)
def seal_tails() -> int:
    """Write who was counted one by one into blocks, where they are many; return how many were."""
    return _do_for_each(folding.list_counted(), sealing.seal_tail, "sealed")


def _do_for_each(slugs: Mapping[int, str], verb: Callable[[int], int], done: str) -> int:
    total = 0
    for survey_id, slug in slugs.items():
        try:
            total += verb(survey_id)
        except Exception:  # whatever is wrong with one survey, the others are not touched by it
            logger.exception("Survey %s could not be %s.", slug, done)
    return total
