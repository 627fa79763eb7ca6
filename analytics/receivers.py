"""What analytics does on others' moments: completions, withdrawals, migrations."""

from datetime import datetime

from django.db import transaction
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from analytics.services.baselines import load_shipped_baselines
from analytics.services.nudging import nudge
from surveys.models import Response
from surveys.signals import response_completed, response_withdrawn


@receiver(response_completed, dispatch_uid="analytics.nudge_on_completion")
def nudge_on_completion(*, response: Response, **kwargs: object) -> None:
    """Ask for a fold once the completion is committed; without it beat folds seconds later."""
    survey_id = response.survey_id
    transaction.on_commit(lambda: nudge(survey_id), robust=True)


@receiver(response_withdrawn, dispatch_uid="analytics.take_out_withdrawn")
def take_out_withdrawn(*, response: Response, now: datetime, **kwargs: object) -> None:
    """Withdrawn answers leave the counts with the withdrawal, not with the next fold."""
    # Loaded by the first withdrawal: a process that only takes answers never needs numpy.
    from analytics.services.folding import take_out

    if response.state == Response.State.COMPLETED:
        take_out(response, now=now)


@receiver(post_migrate, dispatch_uid="analytics.load_baselines")
def load_after_migrating(*, sender: object, **kwargs: object) -> None:
    """Keep the shipped studies in the database what they are in the code."""
    if getattr(sender, "name", "") == "analytics":
        load_shipped_baselines()
