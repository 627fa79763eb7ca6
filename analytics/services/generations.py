"""Generations of counts: made beside the one that is read, swapped in, and cleared away."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from analytics.models import AnswerBlock, Generation, TalliedResponse, Tally
from analytics.services.locking import lock_counts, note_change
from analytics.tallies.plan import TallyPlan, plan_to_json
from surveys.models import Event, Response, Survey

ROWS_PER_STEP = 2000
BLOCKS_PER_STEP = 20


def list_generations(survey: Survey) -> list[Generation]:
    """Return the generations that folds and withdrawals change: the live one, the one in making."""
    used = Generation.objects.for_survey(survey).exclude(state=Generation.State.LEFT)
    return list(used.order_by("-state"))


def is_untouched(survey: Survey) -> bool:
    """Return whether all that was ever told of a survey is still waiting to be counted."""
    told = Event.objects.for_survey(survey).exclude(processed_at=None)
    return not (Generation.objects.for_survey(survey).exists() or told.exists())


def start_empty(survey: Survey, plan: TallyPlan) -> Generation:
    """Return a live generation that holds nobody, for a survey of which nothing is counted yet."""
    return Generation.objects.create(
        survey=survey, plan=plan_to_json(plan), state=Generation.State.LIVE
    )


@transaction.atomic
def start_generation(survey: Survey, plan: TallyPlan, *, now: datetime) -> Generation:
    """Return the generation in the making by this plan: the one begun before, or a new one."""
    lock_counts(survey, now=now)
    for generation in Generation.objects.for_survey(survey).building():
        if generation.plan == plan_to_json(plan):
            return generation
        leave_generation(generation)
    return Generation.objects.create(
        survey=survey,
        plan=plan_to_json(plan),
        expected_count=Response.objects.for_survey(survey).completed().count(),
    )


@transaction.atomic
def swap_in(generation: Generation, *, now: datetime) -> None:
    """Make a finished generation the one that is read."""
    survey = generation.survey
    lock_counts(survey, now=now)
    if not Generation.objects.for_survey(survey).building().filter(pk=generation.pk).exists():
        return  # another worker was first, or the plan has changed meanwhile
    for former in Generation.objects.for_survey(survey).live():
        leave_generation(former)
    Generation.objects.filter(pk=generation.pk).update(state=Generation.State.LIVE)
    note_change(survey, now=now)


def leave_generation(generation: Generation) -> None:
    """Use a generation no longer; its counts go at once, blocks and rows by `clear_left`."""
    Tally.objects.filter(generation=generation).delete()
    Generation.objects.filter(pk=generation.pk).update(state=Generation.State.LEFT)


def note_progress(generation: Generation, reached: int, count: int) -> None:
    """Note how far the making of a generation has come."""
    Generation.objects.filter(pk=generation.pk).update(
        reached=reached, counted_count=F("counted_count") + count
    )


def clear_left(survey: Survey) -> None:
    """Delete the generations that nobody needs, in steps that keep nobody waiting."""
    for generation in Generation.objects.for_survey(survey).left():
        # Blocks first: until one is gone its rows say who has to leave it.
        blocks = AnswerBlock.objects.filter(generation=generation).order_by("pk")
        while pks := list(blocks.values_list("pk", flat=True)[:BLOCKS_PER_STEP]):
            blocks.filter(pk__in=pks).delete()
        rows = TalliedResponse.objects.filter(generation=generation).order_by("response_id")
        while ids := list(rows.values_list("response_id", flat=True)[:ROWS_PER_STEP]):
            rows.filter(response_id__lte=ids[-1]).delete()
        generation.delete()
