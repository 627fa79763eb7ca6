"""The comparison with the baseline as CSV: drivers, networks, composition, claims."""

from collections.abc import Iterator

from analytics.estimators.claims import ClaimRow, ClaimTest
from analytics.estimators.counts import Code
from analytics.estimators.result import Estimate
from analytics.selectors.dashboard import BaselineRow, Comparison
from surveys.engine.schema import Text
from surveys.engine.tables import Cell, write_csv
from surveys.models import Survey

HEADER = (
    "part",
    "key",
    "variable",
    "code",
    "label_en",
    "label_zh-Hans",
    "baseline_count",
    "baseline_n",
    "baseline_share",
    "baseline_low",
    "baseline_high",
    "survey_count",
    "survey_n",
    "unweighted_share",
    "unweighted_low",
    "unweighted_high",
    "rds_ii_n",
    "rds_ii_share",
    "rds_ii_low",
    "rds_ii_high",
    "rds_ii_interval",
    "degree_rule",
    "degree_affected_count",
    "difference",
    "difference_low",
    "difference_high",
    "p_value",
    "verdict",
    "denominator",
    "folded_at",
    "is_simulated",
)
NO_TEST: tuple[Cell, ...] = (None, None, None, None, None, None)
NO_UNWEIGHTED: tuple[Cell, ...] = (None, None, None)
DIGITS = 6


def export_comparison(survey: Survey, comparison: Comparison) -> Iterator[bytes]:
    """The file in pieces; shares lie between 0 and 1."""
    folded = comparison.summary.folded_at
    end = (folded.isoformat() if folded else None, int(survey.is_simulated))
    return write_csv(HEADER, ([*line, *end] for line in _iterate(comparison)))


def _iterate(comparison: Comparison) -> Iterator[list[Cell]]:
    for row in comparison.drivers:
        yield _line("driver", row)
    for row in comparison.networks:
        yield _line("network", row)
    for trait in comparison.composition:
        for row in trait.rows:
            yield _line(f"composition {trait.key}", row)
    for test in comparison.claims:
        for claim_row in test.rows:
            yield _claim_line(test, claim_row)


def _line(part: str, row: BaselineRow) -> list[Cell]:
    survey = row.survey
    return [
        *_names(part, row.key, row.variable, survey.code, row.label),
        row.baseline.x,
        row.baseline.n,
        *_bounds(row.baseline_estimate),
        survey.count,
        survey.unweighted.n,
        *_bounds(survey.unweighted),
        *_weighted(survey.rds_ii),
        *NO_TEST,
    ]


def _claim_line(test: ClaimTest, row: ClaimRow) -> list[Cell]:
    difference = test.difference
    tested: tuple[Cell, ...] = (None, None, None)
    if difference is not None:
        tested = tuple(
            round(bound, DIGITS)
            for bound in (difference.difference, difference.low, difference.high)
        )
    return [
        *_names(f"claim {test.claim_id}", row.key, "", None, row.label),
        row.baseline.x,
        row.baseline.n,
        *_bounds(row.baseline_estimate),
        row.count,
        row.estimate.n,
        *NO_UNWEIGHTED,
        *_weighted(row.estimate),
        *tested,
        _round(test.p_value),
        str(test.verdict),
        str(test.denominator),
    ]


def _names(part: str, key: str, variable: str, code: Code | None, label: Text) -> list[Cell]:
    return [part, key, variable, code, label.get("en", ""), label.get("zh-Hans", "")]


def _bounds(estimate: Estimate) -> list[Cell]:
    return [_round(estimate.share), _round(estimate.low), _round(estimate.high)]


def _weighted(estimate: Estimate) -> list[Cell]:
    rule = estimate.degree_rule
    return [
        estimate.n,
        *_bounds(estimate),
        str(estimate.interval),
        str(rule) if rule else None,
        estimate.affected_count,
    ]


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)
