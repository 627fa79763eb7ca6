"""Tallies arranged for reading: every question an estimator asks is one look-up here."""

from collections.abc import Mapping

import numpy as np

from analytics.estimators.counts import Code, LinkCounts
from analytics.estimators.degree import DegreeRule, find_stand_in
from analytics.estimators.moments import CrossedSample, Moments, WeightedSample
from analytics.tallies.plan import PlannedVariable, TallyPlan
from analytics.tallies.tallies import Integers, Tallies


class TallyTable:
    """The counts of one survey by variable; what is not counted is of nobody.

    It is what the estimators call a count table.
    """

    def __init__(self, tallies: Tallies, plan: TallyPlan) -> None:
        self.plan = plan
        self.waves, self.channels = tallies.waves, tallies.channels
        self.days = tallies.days
        everybody = zip(tallies.degrees.tolist(), tallies.by_degree[0].tolist(), strict=True)
        self.degrees = {None if degree < 0 else degree: count for degree, count in everybody}
        self._tallies = tallies
        self._moments: dict[DegreeRule, list[Moments]] = {}

    @property
    def respondent_count(self) -> int:
        """Respondents counted, whatever they answered."""
        return sum(self.degrees.values())

    def shares(self, variable: str) -> Mapping[Code, int]:
        """Return the respondents by value, whatever their degree; empty for no such variable."""
        planned, start = self._find(variable)
        counts = self._tallies.by_degree[start : start + len(planned.codes)].sum(axis=1)
        return dict(zip(planned.codes, counts.tolist(), strict=True))

    def links(self, variable: str) -> LinkCounts:
        """Return the recruitments by (recruiter's value, recruit's value), without zeros."""
        planned, _ = self._find(variable)
        if not planned.codes:
            return {}
        codes, index = planned.codes, self.plan.indexes[variable]
        start, end = self.plan.link_starts[index : index + 2]
        table = self._tallies.links[start:end].reshape(len(codes), len(codes))
        return {
            (codes[recruiter], codes[recruit]): int(table[recruiter, recruit])
            for recruiter, recruit in np.argwhere(table).tolist()
        }

    def sample(self, variable: str, rule: DegreeRule) -> WeightedSample:
        """Return the sums of weights by value; raises UnknownDegreesError (see `find_stand_in`)."""
        planned, start = self._find(variable)
        moments = self._sum_moments(rule)[start : start + len(planned.codes)]
        return WeightedSample(dict(zip(planned.codes, moments, strict=True)))

    def crossed(self, first: str, second: str, rule: DegreeRule) -> CrossedSample:
        """Return the sums of weights by the values of both; empty for a pair not counted."""
        if (first, second) not in self.plan.pairs:
            return CrossedSample({})
        at = len(self.plan.variables) + self.plan.pairs.index((first, second))
        moments = self._sum_moments(rule)[self.plan.starts[at] : self.plan.starts[at + 1]]
        one, other = self._find(first)[0].codes, self._find(second)[0].codes
        cells = [(value, group) for value in one for group in other]
        return CrossedSample(dict(zip(cells, moments, strict=True)))

    def _find(self, variable: str) -> tuple[PlannedVariable, int]:
        index = self.plan.indexes.get(variable)
        if index is None:
            return PlannedVariable(0, variable, ()), 0
        return self.plan.variables[index], self.plan.starts[index]

    def _sum_moments(self, rule: DegreeRule) -> list[Moments]:
        """Return the moments of every line of the counts, summed once for each rule."""
        if rule not in self._moments:
            stand_in = find_stand_in(self.degrees, rule)
            degrees, counts = self._tallies.degrees, self._tallies.by_degree
            is_known = degrees > 0
            usable = np.where(is_known, degrees, stand_in)
            weights = np.divide(1.0, usable, out=np.zeros(len(usable)), where=usable > 0)
            sums: list[Integers | np.ndarray] = [
                counts[:, usable > 0].sum(axis=1),
                counts @ weights,
                counts @ weights**2,
                counts[:, ~is_known].sum(axis=1),
            ]
            self._moments[rule] = [
                Moments(*parts) for parts in zip(*(one.tolist() for one in sums), strict=True)
            ]
        return self._moments[rule]
