"""What the estimate pages and their tables show, computed from the tallies alone.

The cost is that of the counts: no response is read, however many there are.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from analytics.comparison.baseline import (
    BaselineCategory,
    BaselineCount,
    BaselineDriver,
    BaselineStudy,
)
from analytics.comparison.claims import ClaimTest
from analytics.comparison.testing import NAMED, run_claim_tests
from analytics.estimators.counts import Code
from analytics.estimators.degree import DegreeRule
from analytics.estimators.naive import estimate_count
from analytics.estimators.rds_ii import estimate_shares
from analytics.estimators.result import MINIMUM_SAMPLE, Estimate
from analytics.selectors.plans import CountedVariable, Counting, load_counting
from analytics.selectors.tallies import (
    Freshness,
    count_uncoded,
    count_waiting,
    load_counted,
    load_progress,
)
from analytics.selectors.weights import find_rule
from analytics.tallies.plan import TallyPlan
from recruitment.models import Channel
from surveys.engine.schema import Text
from surveys.models import Survey

if TYPE_CHECKING:
    from analytics.tallies.table import TallyTable


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """Who the estimates stand on, and how fresh they are.

    `affected_count` respondents have a missing or zero degree and are treated by `degree_rule`.
    `waiting_count` events are told but not folded yet, `uncoded_count` responses cannot be coded
    and are in no count; `folded_at` is None before the first fold. `recount` is `find_recount`.
    """

    respondent_count: int
    seed_count: int
    waves: tuple[tuple[int, int], ...]  # (wave, respondents)
    days: tuple[date, ...]  # on which somebody completed
    channels: tuple[tuple[str, int], ...]  # (name, respondents); "" for those without one
    degree_rule: DegreeRule
    affected_count: int
    waiting_count: int
    uncoded_count: int
    folded_at: datetime | None
    recount: tuple[int, int] | None

    @property
    def missing_count(self) -> int:
        """Respondents still needed before any share is shown, on a page or in a file."""
        return max(0, MINIMUM_SAMPLE - self.respondent_count)

    @property
    def last_wave(self) -> int | None:
        """The highest wave reached; None before the first respondent."""
        return self.waves[-1][0] if self.waves else None


@dataclass(frozen=True, slots=True)
class ValueEstimates:
    """One value of a variable: respondents who gave it, and its share both ways."""

    code: Code
    label: Text
    count: int
    unweighted: Estimate
    rds_ii: Estimate


@dataclass(frozen=True, slots=True)
class VariableEstimates:
    """One categorical variable; `n` respondents have a substantive value of it."""

    name: str
    label: Text
    is_derived: bool
    n: int
    values: tuple[ValueEstimates, ...]


@dataclass(frozen=True, slots=True)
class Estimates:
    """Every categorical variable of a survey, in the questionnaire's order."""

    summary: SampleSummary
    variables: tuple[VariableEstimates, ...]


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """x of n interviews with Wilson's interval, beside the survey's share of the same thing.

    Where the study asked otherwise than the survey does, shares differ for that reason alone (its
    `caution` says so). A category of the survey that the study does not have has no baseline.
    """

    key: str
    variable: str
    label: Text
    baseline: BaselineCount | None
    baseline_estimate: Estimate | None
    printed_percentage: float | None  # as in the paper, where it prints one
    survey: ValueEstimates


@dataclass(frozen=True, slots=True)
class PartRows:
    """Drivers that stand together; the label is empty where they need no heading."""

    key: str
    label: Text
    rows: tuple[BaselineRow, ...]


@dataclass(frozen=True, slots=True)
class TraitRows:
    """One trait of the composition; the rows add up to `n` respondents.

    First the categories of the study, then those that only the survey has.
    """

    key: str
    variable: str
    label: Text
    n: int
    rows: tuple[BaselineRow, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A survey beside a published study."""

    summary: SampleSummary
    baseline: BaselineStudy
    parts: tuple[PartRows, ...]
    composition: tuple[TraitRows, ...]
    claims: tuple[ClaimTest, ...]

    @property
    def drivers(self) -> tuple[BaselineRow, ...]:
        """Every driver, part by part."""
        return tuple(row for part in self.parts for row in part.rows)


def load_estimates(survey: Survey) -> Estimates:
    """Unweighted and RDS-II shares of every value of every categorical variable."""
    counting, (table, freshness) = load_counting(survey), load_counted(survey)
    summary = _summarise(survey, counting, table, freshness)
    rule = find_rule(survey, table)
    variables = (
        _estimate_variable(variable, table, rule) for variable in counting.variables.values()
    )
    return Estimates(summary, tuple(variables))


def load_comparison(survey: Survey) -> Comparison | None:
    """The survey beside the study whose drivers it measures; None when it measures none."""
    counting = load_counting(survey)
    baseline = counting.baseline
    if baseline is None:
        return None
    table, freshness = load_counted(survey)
    rule = find_rule(survey, table)
    # Before the first fold nothing is lacking but respondents.
    pairs = table.plan.pairs if freshness.mark else counting.plan.pairs
    return Comparison(
        summary=_summarise(survey, counting, table, freshness),
        baseline=baseline,
        parts=tuple(
            PartRows(part.key, part.label, _compare_drivers(part.drivers, counting, table, rule))
            for part in baseline.parts
        ),
        composition=_compare_composition(counting, baseline, table, rule),
        claims=run_claim_tests(table, baseline, rule, counting.variables, pairs),
    )


def find_recount(survey: Survey, plan: TallyPlan) -> tuple[int, int] | None:
    """Return how many responses are counted anew, of how many, until that is done; else None.

    It is while what is counted is not by this plan; (0, 0) before it has begun.
    """
    table, freshness = load_counted(survey)
    if freshness.folded_at is None or table.plan == plan:
        return None
    return load_progress(survey) or (0, 0)


def _summarise(
    survey: Survey, counting: Counting, table: "TallyTable", freshness: Freshness
) -> SampleSummary:
    names = {channel.pk: str(channel) for channel in Channel.objects.filter(survey=survey)}
    return SampleSummary(
        respondent_count=table.respondent_count,
        seed_count=table.waves.get(0, 0),
        waves=tuple(sorted(table.waves.items())),
        days=tuple(date.fromordinal(day) for day in sorted(filter(None, table.days))),
        channels=tuple(sorted((names.get(key, ""), n) for key, n in table.channels.items())),
        degree_rule=DegreeRule(survey.degree_rule),
        affected_count=sum(count for degree, count in table.degrees.items() if not degree),
        waiting_count=count_waiting(survey),
        uncoded_count=count_uncoded(survey),
        folded_at=freshness.folded_at,
        recount=find_recount(survey, counting.plan),
    )


def _estimate_variable(
    variable: CountedVariable, table: "TallyTable", rule: DegreeRule
) -> VariableEstimates:
    totals = table.shares(variable.name)
    n = sum(totals.values())
    sample, links = table.sample(variable.name, rule), table.links(variable.name)
    weighted = estimate_shares(sample, links, variable.labels, rule)
    values = []
    for code, label in variable.labels.items():
        count = totals.get(code, 0)
        unweighted = estimate_count(count, n)
        values.append(ValueEstimates(code, label, count, unweighted, weighted[code]))
    return VariableEstimates(variable.name, variable.label, variable.is_derived, n, tuple(values))


def _compare_drivers(
    drivers: tuple[BaselineDriver, ...], counting: Counting, table: "TallyTable", rule: DegreeRule
) -> tuple[BaselineRow, ...]:
    rows = []
    for driver in drivers:
        variable = counting.variables.get(driver.variable)
        if variable is None or NAMED not in variable.labels:
            continue
        estimates = _estimate_variable(variable, table, rule)
        named = next(value for value in estimates.values if value.code == NAMED)
        rows.append(_make_row(driver, driver.variable, None, named))
    return tuple(rows)


def _compare_composition(
    counting: Counting, baseline: BaselineStudy, table: "TallyTable", rule: DegreeRule
) -> tuple[TraitRows, ...]:
    traits = []
    for trait in baseline.traits:
        variable = counting.variables.get(trait.variable)
        if variable is None:
            continue
        estimates = _estimate_variable(variable, table, rule)
        values = {value.code: value for value in estimates.values}
        rows = [
            _make_row(category, trait.variable, category.printed_percentage, value)
            for category in trait.categories
            if (value := values.pop(category.code, None)) is not None
        ]
        rows += [_make_other_row(trait.variable, value) for value in values.values()]
        traits.append(TraitRows(trait.key, trait.variable, trait.label, estimates.n, tuple(rows)))
    return tuple(traits)


def _make_other_row(variable: str, survey: ValueEstimates) -> BaselineRow:
    return BaselineRow(
        key=f"other.{survey.code}",
        variable=variable,
        label=survey.label,
        baseline=None,
        baseline_estimate=None,
        printed_percentage=None,
        survey=survey,
    )


def _make_row(
    part: BaselineDriver | BaselineCategory,
    variable: str,
    printed_percentage: float | None,
    survey: ValueEstimates,
) -> BaselineRow:
    return BaselineRow(
        key=part.key,
        variable=variable,
        label=part.label,
        baseline=part.count,
        baseline_estimate=estimate_count(part.count.x, part.count.n),
        printed_percentage=printed_percentage,
        survey=survey,
    )
