"""A process that folds one survey over and over, each time in a child killed at a given statement.

Arguments: database name, survey, way of folding. Each line of input, `step before|after`, forks one
child; each line of output is how it ended: 0, or minus the signal.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from analytics.dataset.blocks import (  # noqa: E402
    keep_responses,
    list_responses,
    pack_block,
    read_block,
)
from analytics.models import AnswerBlock, Generation, TalliedResponse  # noqa: E402
from analytics.selectors.plans import load_counting  # noqa: E402
from analytics.selectors.samples import load_coded_rows  # noqa: E402
from analytics.services import rebuilding, sealing  # noqa: E402
from analytics.services.folding import fold_all  # noqa: E402
from analytics.services.generations import start_empty  # noqa: E402
from analytics.services.locking import lock_counts  # noqa: E402
from analytics.services.tallying import add_to_tallies  # noqa: E402
from analytics.tallies.folding import fold  # noqa: E402
from surveys.models import Event, Survey  # noqa: E402


class Killer:
    """Ends this process, as a power cut would, just before or after its n-th statement."""

    def __init__(self, step: int, moment: str) -> None:
        self.left = step
        self.moment = moment

    def __call__(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.left -= 1
        if self.left == 0 and self.moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = execute(*args)
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def fold_well(survey_id: int) -> None:
    """As the worker does."""
    fold_all(survey_id, now=timezone.now())


def rebuild_well(survey_id: int) -> None:
    """As the command does, two responses at a time."""
    rebuilding.RESPONSES_PER_CHUNK = 2
    rebuilding.rebuild_tallies(Survey.objects.get(pk=survey_id), now=timezone.now())


def seal_well(survey_id: int) -> None:
    """As the worker does, with blocks of two: folds rewrite them, and the tail is sealed."""
    sealing.LONGEST_TAIL = sealing.ROWS_PER_BLOCK = 2
    fold_all(survey_id, now=timezone.now())
    sealing.seal_tail(survey_id)


def add_then_mark(survey_id: int) -> None:
    """The control: counts and marks are committed one after the other."""
    events = _list_waiting(survey_id)
    _add(survey_id, events)
    _mark(events)


def mark_then_add(survey_id: int) -> None:
    """The other control: the marks are committed first."""
    events = _list_waiting(survey_id)
    _mark(events)
    _add(survey_id, events)


def _list_waiting(survey_id: int) -> list[Event]:
    return list(Event.objects.filter(survey_id=survey_id).waiting())


@transaction.atomic
def _add(survey_id: int, events: list[Event]) -> None:
    survey = Survey.objects.get(pk=survey_id)
    counting = load_counting(survey)
    ids = {event.response_id for event in events}
    rows, _ = load_coded_rows(survey, ids, counting)
    lock_counts(survey, now=timezone.now())
    live = Generation.objects.filter(survey=survey).first() or start_empty(survey, counting.plan)
    add_to_tallies(live, fold(rows.values(), [], counting.plan), counting.plan)


@transaction.atomic
def _mark(events: list[Event]) -> None:
    pks = [event.pk for event in events]
    Event.objects.filter(pk__in=pks).update(processed_at=timezone.now())


def rewrite_apart(survey_id: int) -> None:
    """The control: a block is rewritten in one transaction, and who left it noted in another."""
    live = Generation.objects.filter(survey=survey_id).live().first()
    sealed = TalliedResponse.objects.filter(generation=live, block__isnull=False)
    if first := sealed.order_by("response_id").first():
        block = AnswerBlock.objects.get(pk=first.block_id)
        columns = read_block(bytes(block.document))
        others = set(list_responses(columns).tolist()) - {first.response_id}
        block.document = pack_block(keep_responses(columns, others))
        block.save()
        sealed.filter(response=first.response_id).update(block=None)


WAYS = {
    one.__name__: one
    for one in (fold_well, rebuild_well, seal_well, rewrite_apart, add_then_mark, mark_then_add)
}


def main(database: str, survey_id: int, way: Callable[[int], None]) -> None:
    """Fork a child per line; this process itself never opens the database."""
    connection.settings_dict["NAME"] = database
    for line in sys.stdin:
        step, moment = line.split()
        child = os.fork()
        if child == 0:
            with connection.execute_wrapper(Killer(int(step), moment)):
                way(survey_id)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), WAYS[sys.argv[3]])
