"""What to do with a missing or zero degree: a stated rule, never a silent default.

The R package RDS gives such respondents the sample's largest degree, the smallest weight, with a
warning only. Here the rule is an argument and the number of respondents it touched is returned.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from analytics.estimators.counts import Code, DegreeCounts, ShareCounts


class DegreeRule(StrEnum):
    """How a respondent whose degree is missing or zero enters a weighted estimate."""

    EXCLUDE = "exclude"
    SAMPLE_MAXIMUM = "sample_maximum"


class UnknownDegreesError(ValueError):
    """The largest degree was asked for where no degree is known."""


@dataclass(frozen=True, slots=True)
class UsableCounts:
    """Respondents by (value, degree), every degree at least 1, and how many the rule touched."""

    counts: dict[tuple[Code, int], int]
    affected_count: int

    @property
    def n(self) -> int:
        """Respondents that can be weighted."""
        return sum(self.counts.values())


def apply_rule(counts: ShareCounts, degrees: DegreeCounts, rule: DegreeRule) -> UsableCounts:
    """Make every degree usable as a weight 1/d.

    `counts` maps (value, degree) to respondents; `degrees` holds the whole sample, so that the
    largest degree is the sample's and not the variable's. Raises UnknownDegreesError when the rule
    is `sample_maximum`, a respondent needs it, and no degree in the sample is known and positive.
    Raises ValueError on a negative count: that is a change, not a sample.
    """
    usable: Counter[tuple[Code, int]] = Counter()
    affected_count = 0
    for (value, degree), count in counts.items():
        if count < 0:
            raise ValueError(f"{count} respondents with value {value!r}: not a sample.")
        if degree:
            usable[value, degree] += count
            continue
        affected_count += count
        if count and rule is DegreeRule.SAMPLE_MAXIMUM:
            usable[value, _largest(degrees)] += count
    return UsableCounts(dict(usable), affected_count)


def _largest(degrees: DegreeCounts) -> int:
    known = [degree for degree, count in degrees.items() if degree and count > 0]
    if not known:
        raise UnknownDegreesError("No respondent has a known degree above zero.")
    return max(known)
