"""What is particular to the made-up people of one study, read from data beside its document.

A questionnaire needs none: without a profile its own items, choices and bounds say what can be
replied, and the network size follows the ties.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from recruitment.simulation.draws import compile_draw
from recruitment.simulation.reader import Data, ProfileError, ProfileReader
from recruitment.simulation.ways import Draw
from surveys.engine.expression import references
from surveys.engine.flow import Plan
from surveys.engine.schema import Code

KEYS = frozenset({"notes", "shares", "traits", "alike", "replies"})
# Known of everybody when replies are drawn, and of the recruiter under RECRUITERS.
GIVEN = frozenset({"survey_year", "is_referred", "is_ineligible", "ties"})
RECRUITERS = "recruiter_"
INELIGIBLE: Data = {"name": "is_ineligible", "chance": 0.07}
# Their replies are numbers, which no list of choices holds.
NUMBERED = frozenset({"year", "integer"})


@dataclass(frozen=True, slots=True)
class ProfileStep:
    """One value of a person, drawn after those before it; an unknown one changes nothing."""

    name: str
    draw: Draw


@dataclass(frozen=True, slots=True)
class Profile:
    """Traits, how far ties keep to one's own kind (chance by trait), and replies."""

    traits: tuple[ProfileStep, ...]
    alike: Mapping[str, float]
    replies: tuple[ProfileStep, ...]


def load_profile(data: Data, plan: Plan) -> Profile:
    """Return the profile in the data, `{}` for none. Raises ProfileError at the first fault."""
    if strange := data.keys() - KEYS:
        raise ProfileError(f"unknown: {', '.join(sorted(strange))}")
    shares = _mapping(data.get("shares", {}))
    distributions = {name: _mapping(one) for name, one in shares.items()}
    traits = _read_steps(data.get("traits", [INELIGIBLE]), distributions, GIVEN - {"ties"}, {})
    names = [step.name for step in traits]
    alike: dict[str, float] = {}
    for trait, chance in _mapping(data.get("alike", {})).items():
        if trait not in names:
            raise ProfileError(f"alike: {trait} is no trait")
        if not isinstance(chance, int | float) or not 0 <= chance <= 1:
            raise ProfileError(f"alike: expected a chance from 0 to 1, found {chance!r}")
        alike[trait] = chance
    known = GIVEN.union(names, (f"{RECRUITERS}{name}" for name in names))
    codes = {
        variable: step.codes
        for step in plan.steps
        if step.codes and step.item.type not in NUMBERED
        for variable in step.variables
    }
    replies = data.get("replies", list(_draw_network(plan)))
    return Profile(traits, alike, _read_steps(replies, distributions, known, codes))


def _mapping(part: object) -> Data:
    if not isinstance(part, Mapping):
        raise ProfileError(f"expected names with parts, found {part!r}")
    return part


def _read_steps(
    part: object,
    distributions: Mapping[str, Data],
    known: Collection[str],
    codes: Mapping[str, Mapping[str, Code]],
) -> tuple[ProfileStep, ...]:
    """Return steps in the order written; each may speak of those before it."""
    if not isinstance(part, list):
        raise ProfileError(f"expected a list of steps, found {part!r}")
    steps: list[ProfileStep] = []
    for one in part:
        data = dict(_mapping(one))
        name = str(data.pop("name", ""))
        spoken_of = frozenset(known).union(step.name for step in steps)
        try:
            draw = compile_draw(ProfileReader(spoken_of, distributions, codes.get(name)), data)
        except ProfileError as error:
            raise ProfileError(f"{name}: {error}") from error
        steps.append(ProfileStep(name, draw))
    return tuple(steps)


def _draw_network(plan: Plan) -> Iterable[Data]:
    """Yield the whole numbers that the network size is made of, as people remember their ties."""
    document = plan.document
    degree = document.network_size_variable
    sources = {degree}.union(
        *(references(one.expression) for one in document.derived if one.name == degree)
    )
    for step in plan.steps:
        if step.item.type == "integer" and step.item.variable in sources:
            yield {"name": step.item.variable, "recalled": "ties"}
