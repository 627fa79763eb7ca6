"""What testing a claim answers; `testing` does it.

Every test is a row or two beside the interviews, one difference, and a verdict by a stated rule.
A survey may ask otherwise than the study did (a list against unprompted words), so a verdict speaks
of the pattern claimed, never of equal levels.
"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.comparison.baseline import BaselineCount, Claim, ClaimKind, Denominator
from analytics.comparison.document import Texts
from analytics.estimators.comparison import DesignEffect, Difference, Equivalence
from analytics.estimators.result import Estimate


class Verdict(StrEnum):
    """What the survey says about a claim so far."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNDETERMINED = "undetermined"
    TOO_FEW = "too_few"  # a group has fewer than MINIMUM_SAMPLE respondents
    NOT_COMPUTED = "not_computed_yet"


class Lack(StrEnum):
    """What keeps a test from being computed."""

    ESTIMATOR = "estimator"  # that is still to be written
    VARIABLES = "variables"  # that the questionnaire does not have
    COUNTS = "counts"  # of pairs, in tallies made before the study asked for them


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a test lacks: of which kind, by its name, and in words where the study has them."""

    kind: Lack
    name: str
    label: Texts
    baseline: BaselineCount | None
    baseline_estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One quantity: the survey's weighted share beside x of n interviews, if the study counts."""

    key: str
    label: Texts
    count: int
    estimate: Estimate
    effect: DesignEffect | None
    baseline: BaselineCount | None
    baseline_estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class ClaimTest:
    """A claim's verdict, with everything it was reached from.

    The difference is first row minus second; it is None for a claim with a single row, and when
    there are too few respondents. The equivalence belongs to `ClaimKind.ALIKE`. `baseline_p` is
    Fisher's exact p of the interviews' own two counts, None where the study does not count both.
    A test that cannot be computed has no rows and says what is `lacking`.
    """

    claim: Claim
    kind: ClaimKind
    denominator: Denominator
    verdict: Verdict
    rows: tuple[ClaimRow, ...]
    difference: Difference | None = None
    equivalence: Equivalence | None = None
    baseline_p: float | None = None
    lacking: Lacking | None = None
