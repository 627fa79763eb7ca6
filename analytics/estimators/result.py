"""What an estimator answers: a number with its uncertainty and the recipe it came from."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.estimators.degree import DegreeRule


class Estimator(StrEnum):
    """How a share was computed."""

    UNWEIGHTED = "unweighted"
    RDS_II = "rds_ii"


class IntervalMethod(StrEnum):
    """How the interval around a share was computed."""

    WILSON = "wilson"
    VOLZ_HECKATHORN = "volz_heckathorn"  # analytic variance, logit scale
    WILSON_EFFECTIVE = "wilson_effective"  # Wilson's with the effective sample size


class NoInterval(StrEnum):
    """Why an estimate stands without an interval."""

    NOBODY = "nobody"  # no respondent with a usable degree
    TOO_FEW = "too_few"  # fewer than MINIMUM_SAMPLE
    NO_VARIATION = "no_variation"  # everybody, or nobody, has the value
    NO_TRANSITIONS = "no_transitions"  # one of the two sides has recruited nobody


MINIMUM_SAMPLE = 10
"""Respondents below which no variance is estimated and no group is compared."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The share of one value, between 0 and 1, with its interval.

    `low` and `high` are None together, and `note` then says why. `n` respondents entered the
    share; `affected_count` had a missing or zero degree and were treated by `degree_rule`.
    """

    share: float | None
    low: float | None
    high: float | None
    estimator: Estimator
    interval: IntervalMethod
    n: int
    degree_rule: DegreeRule | None = None
    affected_count: int = 0
    note: NoInterval | None = None
    level: float = 0.95

    @property
    def has_interval(self) -> bool:
        """Whether the uncertainty could be computed."""
        return self.low is not None
