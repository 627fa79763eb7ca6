"""Whether the tallies are right: checked while people answer, without false alarms.

Three questions. Do the counts equal what the stored rows make? Is each stored row what its response
says now? Does each block hold the answers of its responses, and of nobody else? Responses with an
event still waiting are left out of the last two, they are known to lag.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet

from analytics.dataset.blocks import keep_responses, list_responses, read_block
from analytics.dataset.columns import Columns
from analytics.models import AnswerBlock, FoldCursor, Generation, TalliedResponse
from analytics.selectors.dataset import load_coded
from analytics.selectors.plans import Counting, load_counting
from analytics.selectors.samples import iterate_completed
from analytics.selectors.tallies import load_stored
from analytics.services.counting import count_stored
from analytics.tallies.tallies import Tallies, merge_all, subtract
from surveys.engine.codebook import CellValue
from surveys.models import Event, Response, Survey

RESPONSES_PER_BATCH = 200

Lines = dict[int, list[tuple[type, CellValue]]]
"""What stands in columns, by response."""


@dataclass(frozen=True, slots=True)
class TallyCheck:
    """What is wrong: counts (above zero: counted too much) and responses counted otherwise."""

    excess: Tallies
    responses: frozenset[int]

    @property
    def wrong_count(self) -> int:
        """How many counts are wrong."""
        return int((self.excess.counts != 0).sum())

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong_count and not self.responses


def check_tallies(survey: Survey) -> TallyCheck:
    """Compare the counts with the stored rows and the stored rows with the responses."""
    counting = load_counting(survey)
    with transaction.atomic():
        _hold(survey)
        tallies, plan, _ = load_stored(survey)
        live = Generation.objects.for_survey(survey).live().first()
        counted = merge_all(count_stored(live) if live else (), plan)
        excess = subtract(tallies, counted)
    wrong: set[int] = set()
    for response_ids in iterate_completed(survey, RESPONSES_PER_BATCH):
        wrong |= _find_wrong(survey, response_ids, counting)
    for pk in list(AnswerBlock.objects.filter(generation=live).values_list("pk", flat=True)):
        wrong |= _find_strangers(survey, pk)
    return TallyCheck(excess, frozenset(wrong | _find_left(survey)))


def _hold(survey: Survey) -> None:
    """Keep folds out until the transaction ends, changing nothing."""
    FoldCursor.objects.filter(survey=survey).update(mark=F("mark"))


@transaction.atomic
def _find_wrong(survey: Survey, response_ids: list[int], counting: Counting) -> set[int]:
    """Completed responses whose stored row, or line of a block, is missing or not what they say."""
    _hold(survey)
    rows = _list_rows(survey).filter(response_id__in=response_ids)
    stored = {one.response_id: (bytes(one.row), one.block_id) for one in rows}
    blocks = AnswerBlock.objects.in_bulk({block for _, block in stored.values() if block})
    lines = {pk: _read(block, response_ids) for pk, block in blocks.items()}
    should, columns, _ = load_coded(survey, response_ids, counting)
    coded = _spread(columns)
    wrong = set()
    for pk, row in should.items():
        has, block_id = stored.get(pk, (None, None))
        if has != row or (block_id and lines.get(block_id, {}).get(pk) != coded[pk]):
            wrong.add(pk)
    return wrong - _list_waiting(survey)


@transaction.atomic
def _find_strangers(survey: Survey, block_id: int) -> set[int]:
    """Responses that stand in a block of the live counts although their rows do not say so."""
    _hold(survey)
    live = Generation.objects.for_survey(survey).live()
    block = AnswerBlock.objects.filter(generation__in=live, pk=block_id).first()
    found = set(_read(block)) if block else set()
    own = _list_rows(survey).filter(response_id__in=found, block=block_id)
    return found - set(own.values_list("response_id", flat=True)) - _list_waiting(survey)


def _read(block: AnswerBlock, response_ids: Collection[int] | None = None) -> Lines:
    """Return the lines of a block, of these responses alone; none of one that cannot be read."""
    try:
        columns = read_block(bytes(block.document))
    except ValueError:
        return {}
    return _spread(columns if response_ids is None else keep_responses(columns, response_ids))


def _spread(columns: Columns) -> Lines:
    """Return what stands in columns by response; 1 and 1.0 are two values."""
    # A language chosen after the last page is told by no event.
    names = sorted(columns.keys() - {"language"})
    lines = zip(*(columns[name].spread() for name in names), strict=True)
    return {
        pk: [(type(value), value) for value in line]
        for pk, line in zip(list_responses(columns).tolist(), lines, strict=True)
    }


@transaction.atomic
def _find_left(survey: Survey) -> set[int]:
    """Responses that are counted though they are not completed."""
    _hold(survey)
    stored = _list_rows(survey)
    left = stored.exclude(response__state=Response.State.COMPLETED)
    return set(left.values_list("response_id", flat=True)) - _list_waiting(survey)


def _list_rows(survey: Survey) -> QuerySet[TalliedResponse]:
    live = Generation.objects.for_survey(survey).live()
    return TalliedResponse.objects.filter(generation__in=live)


def _list_waiting(survey: Survey) -> set[int]:
    """Read last: a response that changed meanwhile has its event committed with the change."""
    waiting = Event.objects.for_survey(survey).waiting()
    return set(waiting.values_list("response_id", flat=True))
