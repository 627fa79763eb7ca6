"""The stored counts of a survey as tests look at them, and as they spoil them."""

from analytics.estimators.counts import Code
from analytics.models import Generation, Tally
from analytics.selectors.tallies import load_stored
from analytics.services.generations import leave_generation
from analytics.services.locking import note_change
from analytics.services.tallying import write_part
from analytics.tallies.plan import plan_from_json
from analytics.tallies.tallies import Tallies, read_tallies
from surveys.models import Survey
from tests.factories import NOW

Cells = dict[tuple[Code, int | None], int]


def read_shares(survey: Survey, variable: str) -> Cells:
    """Respondents by value and degree, None for an unknown one."""
    tallies, plan, _ = load_stored(survey)
    index = plan.indexes[variable]
    start, codes = plan.starts[index], plan.variables[index].codes
    return {
        (code, None if degree < 0 else degree): count
        for row, code in enumerate(codes, start)
        for degree, count in zip(
            tallies.degrees.tolist(), tallies.by_degree[row].tolist(), strict=True
        )
        if count
    }


def spoil_count(survey: Survey, variable: str, value: Code, by: int) -> None:
    """Change what is stored for a value, in the lowest degree, by a number."""
    tallies, plan, _ = load_stored(survey)
    index = plan.indexes[variable]
    row = plan.starts[index] + plan.variables[index].codes.index(value)
    tallies.by_degree[row, 0] += by
    _store(survey, tallies)


def spoil_everybody(survey: Survey) -> None:
    """Store that nobody is counted, whatever they answered."""
    tallies, _, _ = load_stored(survey)
    tallies.by_degree[0] = 0
    _store(survey, tallies)


def list_degrees() -> set[int]:
    """Every degree that any stored part of any generation's counts has."""
    found: set[int] = set()
    for tally in Tally.objects.select_related("generation"):
        plan = plan_from_json(tally.generation.plan)
        found.update(read_tallies(bytes(tally.document), plan).degrees.tolist())
    return found


def forget_counts(survey: Survey) -> None:
    """Leave a survey as an upgrade may: answered and told of, but without counts."""
    leave_generation(Generation.objects.for_survey(survey).live().get())
    note_change(survey, now=NOW)


def _store(survey: Survey, tallies: Tallies) -> None:
    live = Generation.objects.for_survey(survey).live().get()
    Tally.objects.filter(generation=live).delete()
    write_part(live, Tally.Part.BASE, tallies)
