"""Folding: the outbox says which responses changed, and the tallies follow.

An event only names a response. Folding compares what the response has in the tallies with what it
should have now and adds the difference, so an event told twice, late or out of order does no harm.
"""

import logging
from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from analytics.models import FoldCursor, Generation, TalliedResponse
from analytics.selectors.plans import load_counting
from analytics.selectors.samples import load_coded_rows
from analytics.services.blocks import leave_blocks
from analytics.services.counting import settle
from analytics.services.errors import TalliesBrokenError
from analytics.services.generations import (
    clear_left,
    is_untouched,
    leave_generation,
    list_generations,
    start_empty,
)
from analytics.services.locking import lock_counts, note_change
from analytics.services.rebuilding import build
from analytics.services.tallying import note_uncoded
from analytics.tallies.plan import plan_to_json
from surveys.models import Event, Response, Survey

EVENTS_PER_FOLD = 200  # on SQLite a fold keeps answers waiting: a few tenths of a second at most
BLOCKS_PER_FOLD = 20  # a few milliseconds each, and few people correct what is long sealed
# Of counting anew at a time: other surveys' folds wait for a worker no longer than the first, and
# the sweep, one at a time, is over before the next one.
BUILD_SECONDS = 2.0
SWEEP_SECONDS = 20.0

logger = logging.getLogger(__name__)


def fold_events(survey: Survey, *, now: datetime, limit: int = EVENTS_PER_FOLD) -> int | None:
    """Bring up to `limit` waiting events of a survey into its counts; return how many there were.

    Everything happens in one transaction: counts, coded rows and the marks on the events are
    all there or none is. One process folds a survey at a time. Returns None while the live counts
    are of another plan than today's: then events wait until all is counted anew. Raises
    `TalliesBrokenError`.
    """
    if not Event.objects.for_survey(survey).waiting().exists():
        return 0
    counting = load_counting(survey)
    document = plan_to_json(counting.plan)
    with transaction.atomic():
        lock_counts(survey, now=now)
        generations = []
        for generation in list_generations(survey):
            if generation.plan == document:
                generations.append(generation)
            elif generation.state == Generation.State.BUILDING:
                leave_generation(generation)  # these events are told once: it would miss them
        if not generations and is_untouched(survey):
            generations = [start_empty(survey, counting.plan)]
        if Generation.State.LIVE not in {generation.state for generation in generations}:
            return None
        events = Event.objects.for_survey(survey).waiting()
        told = list(events.values_list("pk", "response_id")[:limit])
        told = told[: _count_affordable(generations, [response_id for _, response_id in told])]
        response_ids = {response_id for _, response_id in told}
        rows, uncoded = load_coded_rows(survey, response_ids, counting)
        for generation in generations:
            settle(generation, response_ids, rows)
        note_uncoded(survey, response_ids, uncoded)
        Event.objects.filter(pk__in=[pk for pk, _ in told]).update(processed_at=now)
        note_change(survey, now=now)
    return len(told)


def fold_all(survey_id: int, *, now: datetime | None = None) -> int:
    """Fold until nothing waits, one transaction after another; return how many events there were.

    Every fold has its own time, or `now`. Counts that are broken or of another plan are made anew,
    for a while; whoever comes next goes on.
    """
    survey = Survey.objects.select_related("version").defer("version__document").get(pk=survey_id)
    total = 0
    while (count := _fold_or_leave(survey, now or timezone.now())) != 0:
        if count is None and not build(survey, now=now or timezone.now(), seconds=BUILD_SECONDS):
            break
        total += count or 0
    return total


def list_waiting() -> dict[int, str]:
    """Return the short names of the surveys that have events waiting, by survey."""
    waiting = Event.objects.filter(processed_at=None).order_by("survey_id")
    return dict(waiting.values_list("survey_id", "survey__slug").distinct())


def build_if_outdated(survey_id: int) -> bool:
    """Go on counting anew what is counted by another plan than today's, as after an upgrade.

    A survey that nobody answers any more has no event by which the next fold would find out.
    """
    survey = Survey.objects.select_related("version").defer("version__document").get(pk=survey_id)
    document = plan_to_json(load_counting(survey).plan)
    used = {generation.state: generation.plan for generation in list_generations(survey)}
    is_outdated = used.get(Generation.State.LIVE) != document or Generation.State.BUILDING in used
    if is_outdated:
        build(survey, now=timezone.now(), seconds=SWEEP_SECONDS)
    clear_left(survey)
    return is_outdated


def list_counted() -> dict[int, str]:
    """Return the short names of the surveys that have counts, by survey."""
    return dict(FoldCursor.objects.order_by("survey_id").values_list("survey_id", "survey__slug"))


@transaction.atomic
def take_out(response: Response, *, now: datetime) -> None:
    """Leave nothing of a response in the counts; for the transaction that erases its answers.

    Waits for a fold at work, which may be about to count what is erased here. Counts that do not
    hold what is to be taken out go, with the coded row, and are made anew by the next fold.
    """
    survey = response.survey
    lock_counts(survey, now=now)
    for generation in list_generations(survey):
        try:
            with transaction.atomic():
                settle(generation, {response.pk}, {}, in_one=True)
        except TalliesBrokenError:
            logger.warning("The counts of %s are broken; the next fold makes new.", survey.slug)
            leave_generation(generation)
    # Those that nobody reads any more are cleared later, and blocks name their people till then.
    for generation in Generation.objects.for_survey(survey):
        leave_blocks(generation, {response.pk})
    TalliedResponse.objects.filter(response=response).delete()
    note_change(survey, now=now)


def _count_affordable(generations: list[Generation], response_ids: list[int]) -> int:
    """Return how many of these changes rewrite at most BLOCKS_PER_FOLD blocks, at least one."""
    sealed = TalliedResponse.objects.filter(
        generation__in=generations, response_id__in=response_ids, block__isnull=False
    )
    blocks_of: defaultdict[int, set[int]] = defaultdict(set)
    for response_id, block_id in sealed.values_list("response_id", "block_id"):
        blocks_of[response_id].add(block_id)
    rewritten: set[int] = set()
    for count, response_id in enumerate(response_ids):
        rewritten |= blocks_of[response_id]
        if count and len(rewritten) > BLOCKS_PER_FOLD:
            return count
    return len(response_ids)


def _fold_or_leave(survey: Survey, now: datetime) -> int | None:
    try:
        return fold_events(survey, now=now)
    except TalliesBrokenError:
        logger.warning("The counts of %s are broken; they are made anew.", survey.slug)
        with transaction.atomic():
            lock_counts(survey, now=now)
            for generation in list_generations(survey):
                leave_generation(generation)
            note_change(survey, now=now)
        return None
