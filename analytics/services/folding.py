"""Folding: the outbox says which responses changed, and the tallies follow.

An event only names a response. Folding compares what the response has in the tallies with what it
should have now and adds the difference, so an event told twice, late or out of order does no harm.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from analytics.models import FoldCursor, TalliedResponse, Tally
from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import iterate_completed, list_links, load_coded_rows
from analytics.services.tallying import add_to_tallies, forget_rows, record_rows
from analytics.tallies.folding import fold, fold_links
from analytics.tallies.rows import CodedRow, TallyPlan, plan_to_json, row_from_json
from analytics.tallies.tallies import Tallies, merge, subtract
from surveys.models import Event, Survey

EVENTS_PER_FOLD = 200  # on SQLite a fold keeps answers waiting: a few tenths of a second at most
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
    counting = load_counting(survey)
    with transaction.atomic():
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
    counting = load_counting(survey)
    with transaction.atomic():
        _lock(survey, counting.plan, now)
        # Taken before the responses are read: a later event may tell of something not read.
        told = list(Event.objects.for_survey(survey).waiting().values_list("pk", flat=True))
        _rebuild(survey, counting)
        for start in range(0, len(told), RESPONSES_PER_BATCH):
            pks = told[start : start + RESPONSES_PER_BATCH]
            Event.objects.filter(pk__in=pks).update(processed_at=now)


def count_stored(survey: Survey, plan: TallyPlan) -> Iterator[Tallies]:
    """The counts that the stored coded rows make, in parts; a link is in its recruit's part.

    Both ends of a link are read as stored, never coded again: what is counted is what a later
    withdrawal subtracts.
    """
    last = 0
    stored = TalliedResponse.objects.for_survey(survey).order_by("response_id")
    while batch := list(stored.filter(response_id__gt=last)[:RESPONSES_PER_BATCH]):
        own = {tallied.response_id: row_from_json(tallied.row) for tallied in batch}
        links = {link for link in list_links(own) if link[1] in own}
        recruiters = {recruiter for recruiter, _ in links} - own.keys()
        yield _count(own, own | _load_rows(recruiters), links, plan)
        last = batch[-1].response_id


def _lock(survey: Survey, plan: TallyPlan, now: datetime) -> bool:
    """Wait for other folds of this survey; whether its tallies count what `plan` says.

    An update as the first write takes the row on PostgreSQL and the file on SQLite.
    """
    document, mark = plan_to_json(plan), uuid4().hex
    FoldCursor.objects.bulk_create(
        [FoldCursor(survey=survey, plan=document, mark=mark, folded_at=now)], ignore_conflicts=True
    )
    cursors = FoldCursor.objects.filter(survey=survey)
    cursors.update(folded_at=now, mark=mark)
    is_current = cursors.get().plan == document
    if not is_current:
        cursors.update(plan=document)
    return is_current


def _settle(survey: Survey, response_ids: Collection[int], counting: Counting) -> None:
    """Make the tallies hold these responses as they are now."""
    links = list_links(response_ids)
    touched = {*response_ids, *(response_id for link in links for response_id in link)}
    before = _load_rows(touched)
    now = load_coded_rows(survey, response_ids, counting.variables)
    after = {pk: row for pk, row in before.items() if pk not in response_ids} | now
    own_before = {pk: row for pk, row in before.items() if pk in response_ids}
    change = subtract(
        _count(now, after, links, counting.plan), _count(own_before, before, links, counting.plan)
    )
    record_rows({pk: row for pk, row in now.items() if before.get(pk) != row})
    forget_rows(own_before.keys() - now.keys())
    add_to_tallies(survey, change)


def _load_rows(response_ids: Collection[int]) -> Rows:
    """What these responses have in the tallies; those that are not in them are left out."""
    stored = TalliedResponse.objects.filter(response_id__in=response_ids)
    return {tallied.response_id: row_from_json(tallied.row) for tallied in stored}


def _rebuild(survey: Survey, counting: Counting) -> None:
    Tally.objects.for_survey(survey).delete()
    TalliedResponse.objects.for_survey(survey).delete()
    for response_ids in iterate_completed(survey, RESPONSES_PER_BATCH):
        record_rows(load_coded_rows(survey, response_ids, counting.variables))
    for change in count_stored(survey, counting.plan):
        add_to_tallies(survey, change)


def _count(own: Rows, known: Rows, links: set[tuple[int, int]], plan: TallyPlan) -> Tallies:
    """The cells of `own` rows and of the links whose two ends are `known`."""
    pairs = ((known[a], known[b]) for a, b in links if a in known and b in known)
    return merge(fold(own.values(), plan), fold_links(pairs, plan))
