"""How a survey's respondents are weighted."""

from typing import TYPE_CHECKING

from analytics.estimators.degree import DegreeRule
from analytics.estimators.weighting import RdsIIWeights, make_weights
from analytics.selectors.tallies import load_table
from surveys.models import Survey
from surveys.selectors.catalogues import list_given_versions
from surveys.selectors.runner import load_plan

if TYPE_CHECKING:
    from analytics.tallies.table import TallyTable


def find_rule(survey: Survey, table: "TallyTable") -> DegreeRule:
    """Return the survey's rule; while no degree is known, nobody can be weighted by either."""
    return DegreeRule(survey.degree_rule) if any(table.degrees) else DegreeRule.EXCLUDE


def has_degree_variable(survey: Survey) -> bool:
    """Return whether every version given has a derived network size that is called `degree`.

    A derived one holds people or nothing, as a degree does, and no code for a missing answer.
    """
    return all(
        plan.document.network_size_variable == "degree"
        and any(derived.name == "degree" for derived, _ in plan.derived)
        for plan in map(load_plan, list_given_versions(survey))
    )


def load_weights(survey: Survey) -> RdsIIWeights:
    """Return the weights of those who are counted by now; whoever is not yet changes the scale."""
    table = load_table(survey)
    return make_weights(table.degrees, find_rule(survey, table))
