"""What analytics does on others' moments: completions, withdrawals, migrations."""

import logging
import time
from datetime import datetime

from celery import current_app
from django.db import transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from analytics.services.baselines import load_shipped_baselines
from analytics.services.folding import take_out
from surveys.models import Response
from surveys.signals import response_completed, response_withdrawn

logger = logging.getLogger(__name__)

FOLD_TASK = "analytics.tasks.fold_survey_events"
QUIET_SECONDS = 30.0

_quiet_until = 0.0


@receiver(response_completed, dispatch_uid="analytics.nudge_on_completion")
def nudge_on_completion(*, response: Response, **kwargs: object) -> None:
    """Ask for a fold once the completion is committed; without it beat folds seconds later."""
    survey_id = response.survey_id
    transaction.on_commit(lambda: nudge(survey_id), robust=True)


@receiver(response_withdrawn, dispatch_uid="analytics.take_out_withdrawn")
def take_out_withdrawn(*, response: Response, now: datetime, **kwargs: object) -> None:
    """Withdrawn answers leave the counts with the withdrawal, not with the next fold."""
    if response.state == Response.State.COMPLETED:
        take_out(response, now=now)


def nudge(survey_id: int) -> None:
    """Send the task once, without trying again: an answer never waits for the broker.

    After a failure nothing is sent for a while, so that a dead broker costs one time-out and not
    one per completion.
    """
    global _quiet_until  # noqa: PLW0603
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(FOLD_TASK, args=[survey_id], retry=False, expires=60)
    except Exception:  # whatever the transport raises, the answer is committed
        _quiet_until = time.monotonic() + QUIET_SECONDS
        logger.warning("The broker does not answer; estimates wait for the next sweep.")


@receiver(post_migrate, dispatch_uid="analytics.load_baselines")
def load_after_migrating(*, sender: object, **kwargs: object) -> None:
    """Keep the shipped studies in the database what they are in the code."""
    if getattr(sender, "name", "") == "analytics":
        load_shipped_baselines()
