"""Individual weights for other programs: what the estimates give each respondent, as a number."""

from dataclasses import dataclass

from analytics.estimators.counts import DegreeCounts
from analytics.estimators.degree import DegreeRule, find_stand_in


@dataclass(frozen=True, slots=True)
class RdsIIWeights:
    """The RDS-II weight 1/d of a degree d, scaled to the mean 1 over all who can be weighted.

    `scale` is n / Σ 1/d (0 while nobody can be weighted); `stand_in` is the degree that a missing
    or zero one counts as, 0 where such respondents have no weight.
    """

    scale: float
    stand_in: int

    def weigh(self, degree: int | None) -> float | None:
        """Return the weight of a respondent with this degree; None without one."""
        usable = degree or self.stand_in
        return self.scale / usable if usable and self.scale else None


def make_weights(degrees: DegreeCounts, rule: DegreeRule) -> RdsIIWeights:
    """Return the weights of RDS-II (Volz & Heckathorn 2008) for a sample of these degrees.

    `degrees` counts the respondents by degree, None being an unknown one. The share of a value is
    the sum of its respondents' weights over that of all respondents with a value, whatever the
    scale. Raises UnknownDegreesError (see `find_stand_in`).
    """
    stand_in = find_stand_in(degrees, rule)
    n, inverse = 0, 0.0
    for degree, count in degrees.items():
        if usable := degree or stand_in:
            n += count
            inverse += count / usable
    return RdsIIWeights(n / inverse if inverse else 0.0, stand_in)
