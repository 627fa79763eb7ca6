"""Sealing: who was counted one by one moves into blocks of a thousand, while people answer."""

from datetime import datetime

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
    total = 0
    while count := _seal_block(survey, live, counting, now=timezone.now()):
        total += count
    return total


def _seal_block(survey: Survey, live: Generation, counting: Counting, *, now: datetime) -> int:
    """Seal the oldest responses of the tail; return how many, 0 when they fill no block."""
    tail = TalliedResponse.objects.tail(live).order_by("response_id")
    waiting = Event.objects.for_survey(survey).waiting().values("response_id")
    still = tail.exclude(response_id__in=waiting)
    ids = list(still.values_list("response_id", flat=True)[:ROWS_PER_BLOCK])
    if len(ids) < ROWS_PER_BLOCK:
        return 0
    told = count_events(ids)
    rows, columns, _ = load_coded(survey, ids, counting)
    with transaction.atomic():
        lock_counts(survey, now=now)
        told_now = count_events(ids)
        # Who was changed since, or is not counted as coded here, stays: the fold will see to it.
        own = [
            pk
            for pk, row in tail.filter(response_id__in=ids).values_list("response_id", "row")
            if told.get(pk) == told_now.get(pk) and rows.get(pk) == bytes(row)
        ]
        block = store_block(live, keep_responses(columns, own))
        tail.filter(response_id__in=own).update(block=block)
    return len(own)
