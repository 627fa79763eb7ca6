"""The counts estimators work from, as plain mappings.

Estimators never see respondents: sums over them and counts of recruitments hold everything.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from analytics.estimators.degree import DegreeRule
    from analytics.estimators.moments import CrossedSample, WeightedSample

Code = int | str
LinkCounts = Mapping[tuple[Code, Code], int]
"""Recruitments by (recruiter's value, recruit's value)."""
DegreeCounts = Mapping[int | None, int]
"""All respondents of the sample by degree, None when unknown, whatever they answered."""


class CountTable(Protocol):
    """Where an estimator that needs several variables gets its sums."""

    def sample(self, variable: str, rule: "DegreeRule") -> "WeightedSample":
        """Return the sums of weights by value."""

    def crossed(self, first: str, second: str, rule: "DegreeRule") -> "CrossedSample":
        """Return the sums of weights by the values of both."""

    def links(self, variable: str) -> LinkCounts:
        """Return the recruitments by the two values."""
