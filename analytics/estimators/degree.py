"""What to do with a missing or zero degree: a stated rule, never a silent default.

The R package RDS gives such respondents the sample's largest degree, the smallest weight, with a
warning only. Here the rule is an argument and the number of respondents it touched is returned.
"""

from enum import StrEnum

from analytics.estimators.counts import DegreeCounts


class DegreeRule(StrEnum):
    """How a respondent whose degree is missing or zero enters a weighted estimate."""

    EXCLUDE = "exclude"
    SAMPLE_MAXIMUM = "sample_maximum"


class UnknownDegreesError(ValueError):
    """The largest degree was asked for where no degree is known."""


def find_stand_in(degrees: DegreeCounts, rule: DegreeRule) -> int:
    """Return the degree that a missing or zero one counts as; 0 where such people are left out.

    `degrees` holds the whole sample, so that the largest degree is the sample's and not that of a
    variable. Raises UnknownDegreesError when the rule is `sample_maximum`, a respondent needs it,
    and no degree in the sample is known and positive.
    """
    if rule is DegreeRule.EXCLUDE:
        return 0
    known = [degree for degree, count in degrees.items() if degree and count > 0]
    if not known and any(degrees.values()):
        raise UnknownDegreesError("No respondent has a known degree above zero.")
    return max(known, default=0)
