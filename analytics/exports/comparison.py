"""The comparison with the baseline as CSV: drivers, networks, composition, claims."""

from collections.abc import Iterator

from analytics.comparison.claims import ClaimRow, ClaimTest, Lacking
from analytics.estimators.result import Estimate, NoInterval
from analytics.selectors.dashboard import BaselineRow, Comparison
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
    "baseline_p",
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
    "note",
    "design_effect",
    "effect_basis",
    "degree_rule",
    "degree_affected_count",
    "difference",
    "difference_low",
    "difference_high",
    "p_value",
    "equivalence_low",
    "equivalence_high",
    "equivalence_p",
    "margin",
    "rule",
    "verdict",
    "denominator",
    "folded_at",
    "is_simulated",
)
TOO_FEW = str(NoInterval.TOO_FEW)
DIGITS = 6

Line = dict[str, Cell]


def export_comparison(survey: Survey, comparison: Comparison) -> Iterator[bytes]:
    """The file in pieces; shares lie between 0 and 1.

    `p_value` belongs to the difference, `equivalence_p` to the two one-sided tests within `margin`,
    `baseline_p` (Fisher) to the interviews alone. `note` says why a share has no interval, or what
    kind of thing a claim waits for, which `key` names. While there are too few respondents nothing
    of them is told, as on the page.
    """
    folded = comparison.summary.folded_at
    end: Line = {
        "folded_at": folded.isoformat() if folded else None,
        "is_simulated": int(survey.is_simulated),
    }
    lines = (line | end for line in _iterate(comparison))
    return write_csv(HEADER, ([line.get(name) for name in HEADER] for line in lines))


def _iterate(comparison: Comparison) -> Iterator[Line]:
    is_shown = not comparison.summary.missing_count
    parts = [(part.key, part.rows) for part in comparison.parts]
    parts += [(f"composition {trait.key}", trait.rows) for trait in comparison.composition]
    for part, rows in parts:
        for row in rows:
            told = _describe_survey(row) if is_shown else {}
            yield {"part": part, "note": TOO_FEW} | _describe_baseline(row) | told
    for test in comparison.claims:
        line: Line = {
            "part": f"claim {test.claim.id}",
            "rule": str(test.kind),
            "denominator": test.denominator.key,
        }
        if test.lacking is not None:
            yield line | _describe_lacking(test, test.lacking, is_shown)
        for claim_row in test.rows:
            told = _describe_claim_row(claim_row) | _describe_test(test) if is_shown else {}
            few: Line = {"note": TOO_FEW, "verdict": TOO_FEW}
            p: Line = {"baseline_p": _round(test.baseline_p)}
            yield line | few | p | _describe_baseline(claim_row) | told


def _describe_lacking(test: ClaimTest, lacking: Lacking, is_shown: bool) -> Line:
    """The line of a test without rows: the name of what is missing stands as its key."""
    label = lacking.label or test.claim.label
    line: Line = {
        "key": lacking.name,
        "label_en": label.get("en", ""),
        "label_zh-Hans": label.get("zh-Hans", ""),
        "note": str(lacking.kind) if is_shown else TOO_FEW,
        "verdict": str(test.verdict),
    }
    if lacking.baseline is not None and lacking.baseline_estimate is not None:
        line |= {"baseline_count": lacking.baseline.x, "baseline_n": lacking.baseline.n}
        line |= _describe_share("baseline", lacking.baseline_estimate)
    return line


def _describe_baseline(row: BaselineRow | ClaimRow) -> Line:
    line: Line = {
        "key": row.key,
        "label_en": row.label.get("en", ""),
        "label_zh-Hans": row.label.get("zh-Hans", ""),
    }
    if isinstance(row, BaselineRow):
        line |= {"variable": row.variable, "code": row.survey.code}
    if row.baseline is not None and row.baseline_estimate is not None:
        line |= {"baseline_count": row.baseline.x, "baseline_n": row.baseline.n}
        line |= _describe_share("baseline", row.baseline_estimate)
    return line


def _describe_survey(row: BaselineRow) -> Line:
    survey = row.survey
    return {
        "survey_count": survey.count,
        "survey_n": survey.unweighted.n,
        **_describe_share("unweighted", survey.unweighted),
        **_describe_weighted(survey.rds_ii),
    }


def _describe_claim_row(row: ClaimRow) -> Line:
    line: Line = {"survey_count": row.count, "survey_n": row.estimate.n}
    line |= _describe_weighted(row.estimate)
    if row.effect is not None:
        line |= {
            "design_effect": _round(row.effect.size),
            "effect_basis": str(row.effect.basis),
        }
    return line


def _describe_test(test: ClaimTest) -> Line:
    line: Line = {"verdict": str(test.verdict)}
    if test.difference is not None:
        line |= {
            "difference": _round(test.difference.difference),
            "difference_low": _round(test.difference.low),
            "difference_high": _round(test.difference.high),
            "p_value": _round(test.difference.p_value),
        }
    if test.equivalence is not None:
        line |= {
            "equivalence_low": _round(test.equivalence.low),
            "equivalence_high": _round(test.equivalence.high),
            "equivalence_p": _round(test.equivalence.p_value),
            "margin": test.equivalence.margin,
        }
    return line


def _describe_weighted(estimate: Estimate) -> Line:
    rule = estimate.degree_rule
    return {
        "rds_ii_n": estimate.n,
        **_describe_share("rds_ii", estimate),
        "rds_ii_interval": str(estimate.interval),
        "note": str(estimate.note) if estimate.note else None,
        "degree_rule": str(rule) if rule else None,
        "degree_affected_count": estimate.affected_count,
    }


def _describe_share(prefix: str, estimate: Estimate) -> Line:
    return {
        f"{prefix}_share": _round(estimate.share),
        f"{prefix}_low": _round(estimate.low),
        f"{prefix}_high": _round(estimate.high),
    }


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, DIGITS)
