"""Counting everything anew, beside the counts that are read, while people answer and leave."""

import time
from datetime import datetime

from django.db import transaction

from analytics.dataset.blocks import keep_responses
from analytics.models import Generation, TalliedResponse
from analytics.selectors.dataset import load_coded
from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import count_events
from analytics.services.counting import settle
from analytics.services.generations import (
    clear_left,
    leave_generation,
    note_progress,
    start_generation,
    swap_in,
)
from analytics.services.locking import lock_counts
from analytics.services.tallying import note_uncoded
from surveys.models import Response, Survey

RESPONSES_PER_CHUNK = 1000  # on SQLite its write keeps answers waiting: a tenth of a second


def rebuild_tallies(survey: Survey, *, now: datetime) -> None:
    """Count everything anew from the start; nothing changes if nothing was wrong."""
    with transaction.atomic():
        lock_counts(survey, now=now)
        for generation in Generation.objects.for_survey(survey).building():
            leave_generation(generation)
    build(survey, now=now)


def build(survey: Survey, *, now: datetime, seconds: float = float("inf")) -> bool:
    """Go on with counting anew for at most so long; return whether that is done.

    Whoever dies on the way leaves what is counted so far; the next one goes on from there.
    """
    counting = load_counting(survey)
    generation = start_generation(survey, counting.plan, now=now)
    until = time.monotonic() + seconds
    while _build_chunk(survey, generation.pk, counting, now=now):
        if time.monotonic() > until:
            return False
    swap_in(generation, now=now)
    clear_left(survey)
    return True


def _build_chunk(survey: Survey, pk: int, counting: Counting, *, now: datetime) -> bool:
    """Count the next responses into a generation; return False when there are none left."""
    in_the_making = Generation.objects.building().filter(pk=pk)
    generation = in_the_making.first()
    if generation is None:
        return False  # another worker has made it
    completed = Response.objects.for_survey(survey).completed().order_by("pk")
    later = completed.filter(pk__gt=generation.reached).values_list("pk", flat=True)
    ids = list(later[:RESPONSES_PER_CHUNK])
    if not ids:
        return False
    # Every change of a response tells an event: one with more events by the time of writing was
    # changed after it was read here, and its event will bring what it says then.
    told = count_events(ids)
    rows, columns, uncoded = load_coded(survey, ids, counting)
    with transaction.atomic():
        lock_counts(survey, now=now)
        if not in_the_making.filter(reached=generation.reached).exists():
            return True  # another worker was here meanwhile
        told_now = count_events(ids)
        folded = TalliedResponse.objects.filter(generation=generation, response_id__in=ids)
        changed = {pk for pk in ids if told.get(pk) != told_now.get(pk)}
        own = set(ids) - changed - set(folded.values_list("response_id", flat=True))
        own_rows = {pk: row for pk, row in rows.items() if pk in own}
        settle(generation, own, own_rows, keep_responses(columns, own))
        own_uncoded = {pk: reason for pk, reason in uncoded.items() if pk in own}
        note_uncoded(survey, own, own_uncoded)
        note_progress(generation, ids[-1], len(ids))
    return True
