"""Folding: the outbox says which responses changed, and the tallies follow.

An event only names a response. Folding compares what the response has in the tallies with what it
should have now and adds the difference, so an event told twice, late or out of order does no harm.
"""

import logging
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from analytics.models import FoldCursor, TalliedResponse, Tally, UncodedResponse
from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import Rows, iterate_completed, list_links, load_coded_rows
from analytics.services.counting import count_rows, count_stored, load_rows
from analytics.services.errors import TalliesBrokenError
from analytics.services.locking import lock_tallies
from analytics.services.tallying import (
    add_to_tallies,
    forget_rows,
    note_uncoded,
    record_rows,
    replace_tallies,
)
from analytics.tallies.plan import TallyPlan, plan_from_json, plan_to_json
from analytics.tallies.tallies import merge_all, subtract
from surveys.models import Event, Response, Survey

EVENTS_PER_FOLD = 200  # on SQLite a fold keeps answers waiting: a few tenths of a second at most
RESPONSES_PER_BATCH = 1000

logger = logging.getLogger(__name__)


def fold_events(survey: Survey, *, now: datetime, limit: int = EVENTS_PER_FOLD) -> int:
    """Bring up to `limit` waiting events of a survey into its tallies; how many there were.

    Everything happens in one transaction: counts, coded rows and the marks on the events are
    all there or none is. One process folds a survey at a time. Tallies of another plan are
    rebuilt. Raises `TalliesBrokenError`.
    """
    if not Event.objects.for_survey(survey).waiting().exists():
        return 0
    counting = load_counting(survey)
    document = plan_to_json(counting.plan)
    with transaction.atomic():
        is_current = lock_tallies(survey, plan=document, now=now) == document
        if is_current:
            events = Event.objects.for_survey(survey).waiting()
            told = list(events.values_list("pk", "response_id")[:limit])
            response_ids = {response_id for _, response_id in told}
            rows, uncoded = load_coded_rows(survey, response_ids, counting)
            _settle(survey, response_ids, rows, counting.plan)
            note_uncoded(response_ids, uncoded)
            Event.objects.filter(pk__in=[pk for pk, _ in told]).update(processed_at=now)
    return len(told) if is_current else rebuild_tallies(survey, now=now)


def fold_all(survey_id: int, *, now: datetime | None = None) -> int:
    """Fold until nothing waits, one transaction after another; how many events there were.

    Every fold has its own time, or `now`. Broken tallies are counted anew.
    """
    survey = Survey.objects.select_related("version").defer("version__document").get(pk=survey_id)
    total = 0
    while count := _fold_or_rebuild(survey, now or timezone.now()):
        total += count
    return total


def list_waiting() -> dict[int, str]:
    """The short names of the surveys that have events waiting, by survey."""
    waiting = Event.objects.filter(processed_at=None).order_by("survey_id")
    return dict(waiting.values_list("survey_id", "survey__slug").distinct())


def rebuild_if_outdated(survey_id: int) -> bool:
    """Count anew what is counted by another plan than today's, as after an upgrade.

    A survey that nobody answers any more has no event by which the next fold would find out.
    """
    survey = Survey.objects.select_related("version").defer("version__document").get(pk=survey_id)
    plan = FoldCursor.objects.values_list("plan", flat=True).get(survey=survey)
    is_outdated = plan != plan_to_json(load_counting(survey).plan)
    if is_outdated:
        rebuild_tallies(survey, now=timezone.now())
    return is_outdated


def list_counted() -> dict[int, str]:
    """The short names of the surveys that have counts, by survey."""
    return dict(FoldCursor.objects.order_by("survey_id").values_list("survey_id", "survey__slug"))


def rebuild_tallies(survey: Survey, *, now: datetime) -> int:
    """Count everything anew; how many waiting events that made good.

    The same fold, so nothing changes if nothing was wrong.
    """
    counting = load_counting(survey)
    document = plan_to_json(counting.plan)
    with transaction.atomic():
        lock_tallies(survey, plan=document, now=now)
        # Taken before the responses are read: a later event may tell of something not read.
        told = list(Event.objects.for_survey(survey).waiting().values_list("pk", flat=True))
        _rebuild(survey, counting)
        FoldCursor.objects.filter(survey=survey).update(plan=document)
        for start in range(0, len(told), RESPONSES_PER_BATCH):
            pks = told[start : start + RESPONSES_PER_BATCH]
            Event.objects.filter(pk__in=pks).update(processed_at=now)
    return len(told)


@transaction.atomic
def take_out(response: Response, *, now: datetime) -> None:
    """Leave nothing of a response in the tallies; for the transaction that erases its answers.

    Waits for a fold at work, which may be about to count what is erased here. Tallies that do not
    hold what is to be taken out lose the coded row all the same, and are rebuilt by the next fold.
    """
    survey = response.survey
    plan = lock_tallies(survey, plan=None, now=now)
    try:
        if plan is not None:
            with transaction.atomic():
                _settle(survey, {response.pk}, {}, plan_from_json(plan), in_one=True)
    except TalliesBrokenError:
        logger.warning("The tallies of %s are broken; the next fold rebuilds them.", survey.slug)
        Tally.objects.for_survey(survey).delete()
        FoldCursor.objects.filter(survey=survey).update(plan=None)
    forget_rows({response.pk})


def _fold_or_rebuild(survey: Survey, now: datetime) -> int:
    try:
        return fold_events(survey, now=now)
    except TalliesBrokenError:
        logger.warning("The tallies of %s are broken; they are counted anew.", survey.slug)
        return rebuild_tallies(survey, now=now)


def _settle(
    survey: Survey,
    response_ids: Collection[int],
    now: Rows,
    plan: TallyPlan,
    *,
    in_one: bool = False,
) -> None:
    """Make the tallies hold these responses as they are `now`; those without a row leave."""
    links = list_links(response_ids)
    touched = {*response_ids, *(response_id for link in links for response_id in link)}
    before = load_rows(touched)
    after = {pk: row for pk, row in before.items() if pk not in response_ids} | now
    own_before = {pk: row for pk, row in before.items() if pk in response_ids}
    change = subtract(
        count_rows(now, after, links, plan), count_rows(own_before, before, links, plan)
    )
    record_rows({pk: row for pk, row in now.items() if before.get(pk) != row})
    forget_rows(own_before.keys() - now.keys())
    add_to_tallies(survey, change, plan, in_one=in_one)


def _rebuild(survey: Survey, counting: Counting) -> None:
    TalliedResponse.objects.for_survey(survey).delete()
    UncodedResponse.objects.for_survey(survey).delete()
    for response_ids in iterate_completed(survey, RESPONSES_PER_BATCH):
        rows, uncoded = load_coded_rows(survey, response_ids, counting)
        record_rows(rows)
        note_uncoded(response_ids, uncoded)
    parts = count_stored(survey, counting.plan, RESPONSES_PER_BATCH)
    replace_tallies(survey, merge_all(parts, counting.plan))
