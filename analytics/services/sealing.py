"""Sealing: who was counted one by one moves into blocks of a thousand, while people answer."""

from django.db import transaction
from django.utils import timezone

from analytics.dataset.blocks import keep_responses
from analytics.models import Generation, TalliedResponse
from analytics.selectors.dataset import load_coded
from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import count_events
from analytics.services.blocks import store_block
from analytics.services.locking import lock_counts
from analytics.tallies.plan import plan_to_json
from surveys.models import Event, Survey

LONGEST_TAIL = 5000  # coded by whoever reads the dataset, in some tenths of a second
ROWS_PER_BLOCK = 1000


def seal_tail(survey_id: int) -> int:
    """Write the tail of a survey into blocks when it has grown; return how many responses.

    Each block is a transaction of its own, and no response is locked.
    """
    survey = Survey.objects.select_related("version").defer("version__document").get(pk=survey_id)
    live = Generation.objects.for_survey(survey).live().first()
    if live is None or TalliedResponse.objects.tail(live).count() < LONGEST_TAIL:
        return 0
    counting = load_counting(survey)
    if live.plan != plan_to_json(counting.plan):
        return 0  # all is counted, and sealed, anew
    total, ids = 0, _list_next(live, 0)
    while len(ids) == ROWS_PER_BLOCK:
        total += _seal_block(survey, live, counting, ids)
        ids = _list_next(live, ids[-1])  # whoever could not be sealed holds up nobody
    return total


def _list_next(live: Generation, after: int) -> list[int]:
    """Return the next responses of the tail that no event waits for, no more than fill a block."""
    waiting = Event.objects.for_survey(live.survey).waiting().values("response_id")
    tail = TalliedResponse.objects.tail(live).filter(response_id__gt=after)
    still = tail.exclude(response_id__in=waiting).order_by("response_id")
    return list(still.values_list("response_id", flat=True)[:ROWS_PER_BLOCK])


def _seal_block(survey: Survey, live: Generation, counting: Counting, ids: list[int]) -> int:
    """Write these responses of the tail as a block; return how many could be."""
    told = count_events(ids)
    rows, columns, _ = load_coded(survey, ids, counting)
    with transaction.atomic():
        lock_counts(survey, now=timezone.now())
        if not Generation.objects.live().filter(pk=live.pk).exists():
            return 0
        told_now = count_events(ids)
        tail = TalliedResponse.objects.tail(live).filter(response_id__in=ids)
        # Who was changed since, or is not counted as coded here, stays: the fold will see to it.
        own = [
            pk
            for pk, row in tail.values_list("response_id", "row")
            if told.get(pk) == told_now.get(pk) and rows.get(pk) == bytes(row)
        ]
        block = store_block(live, keep_responses(columns, own))
        tail.filter(response_id__in=own).update(block=block)
    return len(own)
