"""What a survey's responses are counted by: its categorical variables and the pairs of a study."""

from dataclasses import dataclass

from analytics.comparison.baseline import BaselineStudy, list_flags, list_pairs
from analytics.estimators.counts import Code
from analytics.selectors.baselines import load_baseline
from analytics.tallies.plan import PlannedVariable, TallyPlan
from surveys.engine.catalogue import Catalogue, CatalogueVariable
from surveys.engine.codebook import VariableType
from surveys.engine.schema import Text
from surveys.models import Survey
from surveys.selectors.catalogues import load_catalogue

MOST_CHOICES = 60
NOT_TICKED: Text = {"en": "Not ticked", "zh-Hans": "未选"}
TICKED: Text = {"en": "Ticked", "zh-Hans": "已选"}
NOT_NAMED: Text = {"en": "No", "zh-Hans": "否"}
NAMED: Text = {"en": "Yes", "zh-Hans": "是"}


@dataclass(frozen=True, slots=True)
class CountedVariable:
    """A categorical variable: its substantive codes with their labels, missing ones left out."""

    id: int  # in the catalogue
    name: str
    label: Text
    labels: dict[Code, Text]
    is_derived: bool


@dataclass(frozen=True, slots=True)
class Counting:
    """Everything folding and showing need to know about a survey's variables."""

    catalogue: Catalogue
    variables: dict[str, CountedVariable]
    plan: TallyPlan
    baseline: BaselineStudy | None


def load_counting(survey: Survey) -> Counting:
    """The variables, tally plan and baseline of the survey's catalogue."""
    catalogue = load_catalogue(survey)
    baseline = load_baseline({spec.name for spec in catalogue.specs})
    flags = list_flags(baseline) if baseline else frozenset()
    found = (_count(one, is_flag=one.spec.name in flags) for one in catalogue.variables)
    variables = {variable.name: variable for variable in found if variable is not None}
    plan = _make_plan(catalogue, variables, baseline)
    return Counting(catalogue, variables, plan, baseline)


def _count(variable: CatalogueVariable, *, is_flag: bool) -> CountedVariable | None:
    """Return None for what is not categorical or has too many choices."""
    spec = variable.spec
    labels: dict[Code, Text]
    if spec.type is VariableType.FLAG:
        labels = {1: TICKED, 0: NOT_TICKED}
    elif is_flag and not spec.choices:
        labels = {1: NAMED, 0: NOT_NAMED}
    elif spec.type is not VariableType.CATEGORY:
        return None
    else:
        labels = {
            choice.code: choice.label for choice in spec.choices if choice.code not in spec.missing
        }
    if not 0 < len(labels) <= MOST_CHOICES:
        return None
    return CountedVariable(variable.id, spec.name, spec.label, labels, spec.is_derived)


def _make_plan(
    catalogue: Catalogue, variables: dict[str, CountedVariable], baseline: BaselineStudy | None
) -> TallyPlan:
    """Plan every variable, and the pairs that claims of the study compare; no others are read."""
    pairs = list_pairs(baseline) if baseline is not None else ()
    known = tuple(dict.fromkeys(pair for pair in pairs if variables.keys() >= set(pair)))
    planned = (PlannedVariable(one.id, one.name, tuple(one.labels)) for one in variables.values())
    columns = tuple(variable.id for variable in catalogue.variables)
    return TallyPlan(tuple(planned), known, columns)
