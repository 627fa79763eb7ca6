"""Folding: the outbox says which responses changed, and the tallies follow.

An event only names a response. Folding compares what the response has in the tallies with what it
should have now and adds the difference, so an event told twice, late or out of order does no harm.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction

from analytics.models import FoldCursor, TalliedResponse, Tally
from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import iterate_completed, list_links, load_coded_rows
from analytics.selectors.tallies import load_tallies
from analytics.services.tallying import add_to_tallies, forget_rows, record_rows
from analytics.tallies.folding import fold, fold_links
from analytics.tallies.rows import CodedRow, TallyPlan, plan_to_json, row_from_json
from analytics.tallies.tallies import EMPTY, Tallies, merge, subtract
from surveys.models import Event, Survey

EVENTS_PER_FOLD = 500
RESPONSES_PER_BATCH = 1000

Rows = dict[int, CodedRow]
"""Coded rows by response."""


def fold_events(survey: Survey, *, now: datetime, limit: int = EVENTS_PER_FOLD) -> int:
    """Bring up to `limit` waiting events of a survey into its tallies; how many there were.

    Everything happens in one transaction: counts, coded rows and the marks on the events are
    all there or none is. One process folds a survey at a time. Raises `TalliesBrokenError`.
    """
    if not Event.objects.for_survey(survey).waiting().exists():
        return 0
    with transaction.atomic():
        counting = load_counting(survey)
        is_current = _lock(survey, counting.plan, now)
        events = Event.objects.for_survey(survey).waiting()
        told = list(events.values_list("pk", "response_id")[:limit])
        if is_current:
            _settle(survey, {response_id for _, response_id in told}, counting)
        else:
            _rebuild(survey, counting)
        Event.objects.filter(pk__in=[pk for pk, _ in told]).update(processed_at=now)
    return len(told)


def fold_all(survey_id: int, *, now: datetime) -> int:
    """Fold until nothing waits, one transaction after another; how many events there were."""
    survey = Survey.objects.select_related("version").defer("version__document").get(pk=survey_id)
    total = 0
    while count := fold_events(survey, now=now):
        total += count
    return total


def list_waiting() -> list[int]:
    """The surveys that have events waiting."""
    waiting = Event.objects.filter(processed_at=None).order_by("survey_id")
    return list(waiting.values_list("survey_id", flat=True).distinct())


def rebuild_tallies(survey: Survey, *, now: datetime) -> None:
    """Count everything anew, by the same fold; nothing changes if nothing was wrong."""
    with transaction.atomic():
        counting = load_counting(survey)
        _lock(survey, counting.plan, now)
        # Taken before the responses are read: a later event may tell of something not read.
        told = list(Event.objects.for_survey(survey).waiting().values_list("pk", flat=True))
        _rebuild(survey, counting)
        for start in range(0, len(told), RESPONSES_PER_BATCH):
            pks = told[start : start + RESPONSES_PER_BATCH]
            Event.objects.filter(pk__in=pks).update(processed_at=now)


def check_tallies(survey: Survey, *, now: datetime, attempts: int = 3) -> Tallies:
    """What the stored counts have too much (or, below zero, too little); empty when they are right.

    Folds what is waiting first, and again when more came in while counting.
    """
    difference = EMPTY
    for _ in range(attempts):
        while fold_events(survey, now=now):
            pass
        with transaction.atomic():
            counted = EMPTY
            for _, change in _count_all(survey, load_counting(survey)):
                counted = merge(counted, change)
            difference = subtract(load_tallies(survey), counted)
        if not difference.counts or not Event.objects.for_survey(survey).waiting().exists():
            break
    return difference


def _lock(survey: Survey, plan: TallyPlan, now: datetime) -> bool:
    """Wait for other folds of this survey; whether its tallies count what `plan` says.

    An update as the first write takes the row on PostgreSQL and the file on SQLite.
    """
    document = plan_to_json(plan)
    FoldCursor.objects.bulk_create(
        [FoldCursor(survey=survey, plan=document, folded_at=now)], ignore_conflicts=True
    )
    cursors = FoldCursor.objects.filter(survey=survey)
    cursors.update(folded_at=now)
    is_current = cursors.get().plan == document
    if not is_current:
        cursors.update(plan=document)
    return is_current


def _settle(survey: Survey, response_ids: Collection[int], counting: Counting) -> None:
    """Make the tallies hold these responses as they are now."""
    links = list_links(response_ids)
    touched = {*response_ids, *(response_id for link in links for response_id in link)}
    before = {
        tallied.response_id: row_from_json(tallied.row)
        for tallied in TalliedResponse.objects.filter(response_id__in=touched)
    }
    now = load_coded_rows(survey, response_ids, counting.variables)
    after = {pk: row for pk, row in before.items() if pk not in response_ids} | now
    own_before = {pk: row for pk, row in before.items() if pk in response_ids}
    change = subtract(
        _count(now, after, links, counting.plan), _count(own_before, before, links, counting.plan)
    )
    record_rows({pk: row for pk, row in now.items() if before.get(pk) != row})
    forget_rows(own_before.keys() - now.keys())
    add_to_tallies(survey, change)


def _rebuild(survey: Survey, counting: Counting) -> None:
    Tally.objects.for_survey(survey).delete()
    TalliedResponse.objects.for_survey(survey).delete()
    for rows, change in _count_all(survey, counting):
        record_rows(rows)
        add_to_tallies(survey, change)


def _count_all(survey: Survey, counting: Counting) -> Iterator[tuple[Rows, Tallies]]:
    """Every completed response in batches, with the change each batch makes.

    A link belongs to the batch of its recruit; the recruiter's row is coded again when it is in
    another batch, so that memory does not grow with the survey.
    """
    for response_ids in iterate_completed(survey, RESPONSES_PER_BATCH):
        rows = load_coded_rows(survey, response_ids, counting.variables)
        links = {link for link in list_links(response_ids) if link[1] in rows}
        others = {recruiter for recruiter, _ in links} - rows.keys()
        known = rows | load_coded_rows(survey, others, counting.variables)
        yield rows, _count(rows, known, links, counting.plan)


def _count(own: Rows, known: Rows, links: set[tuple[int, int]], plan: TallyPlan) -> Tallies:
    """The cells of `own` rows and of the links whose two ends are `known`."""
    pairs = ((known[a], known[b]) for a, b in links if a in known and b in known)
    return merge(fold(own.values(), plan), fold_links(pairs, plan))
