"""What a claim of the baseline is and what testing one answers; `claim_tests` does the testing.

Every test is a row or two beside the interviews, one difference, and a verdict by a stated rule.
The survey asks with a prompted list and the interviews counted what people said unprompted, so a
verdict speaks of the pattern claimed, never of equal levels.
"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.estimators.baseline import Baseline, BaselineCount, Text
from analytics.estimators.comparison import DesignEffect, Difference, Equivalence
from analytics.estimators.result import Estimate


class Verdict(StrEnum):
    """What the survey says about a claim so far."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNDETERMINED = "undetermined"
    TOO_FEW = "too_few"  # a group has fewer than MINIMUM_SAMPLE respondents


class Rule(StrEnum):
    """How a verdict is reached."""

    # Supported when the 95 % interval of the share lies above one half, contradicted when below.
    MAJORITY = "majority"
    # Supported when the 95 % interval of first minus second lies above 0, contradicted when below.
    GREATER = "greater"
    # Supported when the two are alike within the margin (90 % interval); contradicted when they
    # are not and the 95 % interval of the difference leaves out 0.
    ALIKE = "alike"


class Denominator(StrEnum):
    """Among whom a claim is tested."""

    ALL = "all"
    NETWORK_DRIVEN = "network_driven"  # those who named kinship, partnership or alumni


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One quantity: the survey's weighted share beside x of n interviews."""

    key: str
    label: Text
    count: int
    estimate: Estimate
    effect: DesignEffect | None
    baseline: BaselineCount
    baseline_estimate: Estimate


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """A claim's verdict, with everything it was reached from.

    The difference is first row minus second; it is None for a claim with a single row, and when
    there are too few respondents. The equivalence belongs to `Rule.ALIKE`. `baseline_p` is Fisher's
    exact p of the interviews' own two counts.
    """

    claim_id: str
    label: Text
    rule: Rule
    denominator: Denominator
    rows: tuple[ClaimRow, ...]
    difference: Difference | None
    equivalence: Equivalence | None
    verdict: Verdict
    baseline_p: float | None
    caution: Text


@dataclass(frozen=True, slots=True)
class Contrast:
    """Which driver is compared across which groups for one claim."""

    claim_id: str
    driver: str
    trait: str
    groups: tuple[str, str]
    rule: Rule
    table: str
    denominator: Denominator = Denominator.ALL
    variable: str = ""  # the variable of the groups, when not the trait's own
    totals: str = ""  # the interview table that holds the denominators, when not the trait's own


CONTRASTS = (
    Contrast(
        "C2",
        driver="network.kinship",
        trait="migration",
        groups=("intraprovincial", "interprovincial"),
        rule=Rule.GREATER,
        table="kinship_by_migration",
    ),
    Contrast(
        "C3",
        driver="network.partnership",
        trait="migration",
        groups=("interprovincial", "intraprovincial"),
        rule=Rule.GREATER,
        table="partnership_by_migration",
    ),
    Contrast(
        "C3",
        driver="network.partnership",
        trait="migration",
        groups=("interprovincial", "intraprovincial"),
        rule=Rule.GREATER,
        table="partnership_by_migration",
        denominator=Denominator.NETWORK_DRIVEN,
        variable="mig2_net",
        totals="any_by_migration",
    ),
    Contrast(
        "C4",
        driver="network.partnership",
        trait="gender",
        groups=("male", "female"),
        rule=Rule.ALIKE,
        table="partnership_by_gender",
    ),
)


def find_group_variable(contrast: Contrast, baseline: Baseline) -> str:
    """The variable whose codes are the groups of a contrast."""
    return contrast.variable or baseline.trait(contrast.trait).variable


def list_pairs(baseline: Baseline) -> tuple[tuple[str, str], ...]:
    """The (driver, group variable) pairs that the claims need counted together."""
    return tuple(
        (baseline.driver(contrast.driver).variable, find_group_variable(contrast, baseline))
        for contrast in CONTRASTS
    )
