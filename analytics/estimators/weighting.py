"""Individual weights for other programs: what the estimates give each respondent, as a number."""

from dataclasses import dataclass

from analytics.estimators.counts import Code, DegreeCounts
from analytics.estimators.degree import DegreeRule, apply_rule


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
    scale. Raises UnknownDegreesError as `apply_rule` does.
    """
    everybody: dict[tuple[Code, int | None], int] = {
        (0, degree): count for degree, count in degrees.items()
    }
    usable = apply_rule(everybody, degrees, rule)
    inverse = sum(count / degree for (_, degree), count in usable.counts.items())
    is_maximum = rule is DegreeRule.SAMPLE_MAXIMUM
    stand_in = max((degree for _, degree in usable.counts), default=0) if is_maximum else 0
    return RdsIIWeights(usable.n / inverse if inverse else 0.0, stand_in)
