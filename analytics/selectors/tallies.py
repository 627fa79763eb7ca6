"""The stored counts of a survey, as the pure packages read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import FilteredRelation, Q

from analytics.models import FoldCursor, Generation, Tally, UncodedResponse
from analytics.tallies.plan import NO_PLAN, TallyPlan, plan_from_json
from surveys.models import Event, Survey

if TYPE_CHECKING:
    from analytics.tallies.table import TallyTable
    from analytics.tallies.tallies import Tallies

MOST_TABLES = 16


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far folding has come; `mark` is another after every change of the tallies."""

    mark: str = ""
    folded_at: datetime | None = None


# A table that was read under the same mark is the same table.
_tables: "dict[tuple[int, str], TallyTable]" = {}


def load_part(generation_id: int, part: Tally.Part, plan: TallyPlan) -> "Tallies":
    """Return one of the two parts of a generation's counts, by the plan it is counted by."""
    # Loaded where it is used: a process that only answers respondents never needs numpy.
    from analytics.tallies.tallies import make_empty, read_tallies

    parts = Tally.objects.filter(generation=generation_id, part=part)
    document = parts.values_list("document", flat=True).first()
    return make_empty(plan) if document is None else read_tallies(bytes(document), plan)


def load_stored(survey: Survey) -> "tuple[Tallies, TallyPlan, Freshness]":
    """Return the live counts of a survey, what they count and the fold they are of."""
    from analytics.tallies.tallies import merge_all, read_tallies

    # In one statement, so that no fold or swap comes between plan and counts.
    is_live = Q(survey__generations__state=Generation.State.LIVE)
    live = FilteredRelation("survey__generations", condition=is_live)
    stored = FoldCursor.objects.filter(survey=survey).annotate(live=live)
    columns = ("mark", "folded_at", "live__plan", "live__tallies__document")
    plan, freshness, documents = NO_PLAN, Freshness(), []
    for mark, folded_at, written, document in stored.values_list(*columns):
        plan = plan_from_json(written) if written else NO_PLAN
        freshness = Freshness(mark, folded_at)
        documents += [document] if document is not None else []
    parts = [read_tallies(bytes(document), plan) for document in documents]
    return merge_all(parts, plan), plan, freshness


def load_tallies(survey: Survey) -> "Tallies":
    """Return all counts of a survey."""
    return load_stored(survey)[0]


def load_table(survey: Survey) -> "TallyTable":
    """Return the counts arranged for estimators; kept until the next fold, to be read only."""
    return load_counted(survey)[0]


def load_counted(survey: Survey) -> "tuple[TallyTable, Freshness]":
    """Return the counts arranged for estimators, and the fold they are of."""
    from analytics.tallies.table import TallyTable

    freshness = load_freshness(survey)
    if (table := _tables.get((survey.pk, freshness.mark))) is None:
        tallies, plan, freshness = load_stored(survey)
        table = TallyTable(tallies, plan)
        while len(_tables) >= MOST_TABLES:  # a copy: another thread may add one meanwhile
            _tables.pop(next(iter(list(_tables))), None)
        _tables[survey.pk, freshness.mark] = table
    return table, freshness


def load_progress(survey: Survey) -> tuple[int, int] | None:
    """Return how many responses are counted anew, and of how many; None while none are."""
    building = Generation.objects.for_survey(survey).building()
    return building.values_list("counted_count", "expected_count").first()


def load_freshness(survey: Survey) -> Freshness:
    """Return the mark and time of the last fold; empty before the first."""
    cursor = FoldCursor.objects.filter(survey=survey).values_list("mark", "folded_at").first()
    return Freshness(*cursor) if cursor else Freshness()


def load_stamp(survey: Survey) -> str:
    """Return what changes whenever anything on a page of estimates does; costs next to nothing."""
    mark = load_freshness(survey).mark
    waiting = count_waiting(survey), count_uncoded(survey)
    anew = load_progress(survey) or ()
    return "-".join(map(str, (mark, *waiting, survey.degree_rule, *anew)))


def count_waiting(survey: Survey) -> int:
    """Return the events told but not folded yet."""
    return Event.objects.for_survey(survey).waiting().count()


def count_uncoded(survey: Survey) -> int:
    """Return the completed responses that are in no count because they cannot be coded."""
    return UncodedResponse.objects.for_survey(survey).count()
