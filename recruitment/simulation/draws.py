"""From the data of a step to a draw: under a condition, case by case, or in one of the `WAYS`."""

from collections.abc import Mapping
from random import Random

from recruitment.simulation.reader import Data, ProfileError, ProfileReader
from recruitment.simulation.ways import WAYS, Draw
from surveys.engine.evaluation import KnownNames, Result, compile_condition


def compile_draw(reader: ProfileReader, data: Data) -> Draw:
    """Return the draw that the data state; unmet conditions leave the value unknown."""
    if "when" in data:
        condition = compile_condition(reader.node(data["when"]))
        inner = compile_draw(reader, {key: part for key, part in data.items() if key != "when"})
        return lambda names, rng: inner(names, rng) if condition(names) else None
    if "cases" in data:
        return _compile_cases(reader, data["cases"])
    for way, compile_way in WAYS.items():
        if way in data:
            return compile_way(reader, data)
    raise ProfileError(f"expected one of {', '.join(('cases', *WAYS))}")


def _compile_cases(reader: ProfileReader, cases: object) -> Draw:
    compiled = []
    for case in reader.listed(cases):
        if not isinstance(case, Mapping):
            raise ProfileError("expected a list of cases")
        rest = {key: part for key, part in case.items() if key != "when"}
        condition = compile_condition(reader.node(case.get("when", 1)))
        compiled.append((condition, compile_draw(reader, rest)))

    def draw(names: KnownNames, rng: Random) -> Result:
        # A case that does not hold spends no chance: the people after it stay who they are.
        for condition, inner in compiled:
            if condition(names):
                return inner(names, rng)
        return None

    return draw
