"""The ways in which a made-up person comes to a value: from data to a function of chance.

`{"shares": {"1": 48, "2": 52}}` picks one code; the other ways stand in `WAYS`. Weights, chances
and values are numbers or expressions of the engine over what is already known of the person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from surveys.engine.errors import ExpressionError
from surveys.engine.evaluation import Evaluator, KnownNames, Result, compile_condition, compile_node
from surveys.engine.expression import Literal, Node, parse, references
from surveys.engine.schema import Code

Draw = Callable[[KnownNames, Random], Result]
Data = Mapping[str, object]

RECALL_ERROR = 0.2
ROUNDED_FROM, ROUNDED_TO, ROUNDING_CHANCE = 20, 5, 0.6


class ProfileError(Exception):
    """A profile that cannot be followed; the message names the step and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What a step may speak of: names known before it, shares with a name, codes on offer."""

    known: frozenset[str]
    distributions: Mapping[str, Data]
    codes: Mapping[str, Code] | None = None  # by spelling; None where any number may stand

    def node(self, source: object) -> Node:
        """Return a number or an expression as a tree. Raises ProfileError."""
        if isinstance(source, int | float):
            return Literal(source)
        try:
            node = parse(str(source))
        except ExpressionError as error:
            raise ProfileError(f"“{source}”: {error}") from error
        if unknown := references(node) - self.known:
            raise ProfileError(f"“{source}” speaks of {', '.join(sorted(unknown))}")
        return node

    def evaluator(self, source: object) -> Evaluator:
        """Return a number or an expression as a function of what is known."""
        return compile_node(self.node(source))

    def code(self, spelling: object) -> Code:
        """Return the code spelled so; where the item has choices it must be one of them."""
        if self.codes is None:
            text = str(spelling)
            return int(text) if text.isdigit() else text
        if str(spelling) not in self.codes:
            raise ProfileError(f"{spelling} is not among its choices")
        return self.codes[str(spelling)]

    def weighted(self, table: object) -> list[tuple[Code, Evaluator]]:
        """Return codes with their weights, in the order written; a text names the shares."""
        found = self.distributions.get(table) if isinstance(table, str) else table
        if not isinstance(found, Mapping):
            raise ProfileError(f"there are no shares “{table}”")
        return [(self.code(code), self.evaluator(weight)) for code, weight in found.items()]


def compile_draw(reader: Reader, data: Data) -> Draw:
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


def _compile_cases(reader: Reader, cases: object) -> Draw:
    """The first case whose condition holds, so that no other one spends chance."""
    compiled = []
    for case in _list(cases):
        if not isinstance(case, Mapping):
            raise ProfileError("expected a list of cases")
        rest = {key: part for key, part in case.items() if key != "when"}
        condition = compile_condition(reader.node(case.get("when", 1)))
        compiled.append((condition, compile_draw(reader, rest)))

    def draw(names: KnownNames, rng: Random) -> Result:
        for condition, inner in compiled:
            if condition(names):
                return inner(names, rng)
        return None

    return draw


def _list(part: object) -> Sequence[object]:
    if not isinstance(part, list):
        raise ProfileError(f"expected a list, found {part!r}")
    return part


def _number(result: Result) -> float:
    """A result to reckon with; what is unknown weighs nothing."""
    return result if isinstance(result, int | float) else 0


def _codes(result: Result) -> list[Code]:
    """The codes that a name stands for: several, one, or none while it is unknown."""
    if isinstance(result, list | tuple):
        return list(result)
    return [result] if isinstance(result, int | str) else []


def _value(reader: Reader, data: Data) -> Draw:
    value = data["value"]
    if isinstance(value, list):
        codes = [reader.code(one) for one in value]
        return lambda names, rng: [*codes]
    if isinstance(value, int):
        reader.code(value)
    evaluator = reader.evaluator(value)
    return lambda names, rng: evaluator(names)


def _chance(reader: Reader, data: Data) -> Draw:
    chance = reader.evaluator(data["chance"])
    return lambda names, rng: rng.random() < _number(chance(names))


def _shares(reader: Reader, data: Data) -> Draw:
    """One code by weight; with `of` only among the codes that this name stands for."""
    weighted = reader.weighted(data["shares"])
    among = reader.evaluator(data["of"]) if "of" in data else None

    def draw(names: KnownNames, rng: Random) -> Result:
        offered = None if among is None else _codes(among(names))
        kept = [one for one in weighted if offered is None or one[0] in offered]
        weights = [_number(weight(names)) for _, weight in kept]
        if sum(weights) <= 0:
            raise ProfileError("no share is above 0")
        return rng.choices([code for code, _ in kept], weights=weights)[0]

    return draw


def _among(reader: Reader, data: Data) -> Draw:
    """Any code of a list, or of those that a name stands for."""
    source = data["among"]
    if isinstance(source, str):
        evaluator = reader.evaluator(source)
        return lambda names, rng: rng.choice(_codes(evaluator(names)))
    codes = [reader.code(one) for one in _list(source)]
    return lambda names, rng: rng.choice(codes)


def _some(reader: Reader, data: Data) -> Draw:
    codes = [reader.code(one) for one in _list(data["some"])]
    most = int(_number(reader.evaluator(data.get("most", len(codes)))({})))

    def draw(names: KnownNames, rng: Random) -> Result:
        count = rng.randint(1, most)
        return sorted(rng.sample(codes, count), key=codes.index)

    return draw


def _ticks(reader: Reader, data: Data) -> Draw:
    """Each code by a chance of its own; `none` where that ticks nothing."""
    weighted = reader.weighted(data["ticks"])
    none = [reader.code(data["none"])] if "none" in data else []

    def draw(names: KnownNames, rng: Random) -> Result:
        return [code for code, one in weighted if rng.random() < _number(one(names))] or [*none]

    return draw


def _union(reader: Reader, data: Data) -> Draw:
    """The codes of several names together, each once; a number stands for itself."""
    parts = [reader.evaluator(one) for one in _list(data["union"])]

    def draw(names: KnownNames, rng: Random) -> Result:
        codes = {code for part in parts for code in _codes(part(names))}
        return sorted(codes, key=lambda code: (isinstance(code, str), code))

    return draw


def _bands(reader: Reader, data: Data) -> Draw:
    """Any whole number of a band `[low, high, weight]`."""
    bands = [[int(str(one)) for one in _list(band)] for band in _list(data["bands"])]

    def draw(names: KnownNames, rng: Random) -> Result:
        low, high, _ = rng.choices(bands, weights=[band[2] for band in bands])[0]
        return rng.randint(low, high)

    return draw


def _exponential(reader: Reader, data: Data) -> Draw:
    """A whole number with this mean, many small and few large."""
    mean, most = reader.evaluator(data["exponential"]), reader.evaluator(data["at_most"])

    def draw(names: KnownNames, rng: Random) -> Result:
        return min(int(rng.expovariate(1 / _number(mean(names)))), int(_number(most(names))))

    return draw


def _recalled(reader: Reader, data: Data) -> Draw:
    """A count as remembered: off by a fifth at most, and large ones often rounded."""
    true_count = reader.evaluator(data["recalled"])

    def draw(names: KnownNames, rng: Random) -> Result:
        error = rng.uniform(1 - RECALL_ERROR, 1 + RECALL_ERROR)
        count = max(1, round(_number(true_count(names)) * error))
        if count > ROUNDED_FROM and rng.random() < ROUNDING_CHANCE:
            count = ROUNDED_TO * round(count / ROUNDED_TO)
        return count

    return draw


def _beyond(reader: Reader, data: Data) -> Draw:
    """A count that holds another one and, on average, as many again."""
    inner = reader.evaluator(data["beyond"])

    def draw(names: KnownNames, rng: Random) -> Result:
        count = _number(inner(names))
        return int(count) + round(count * rng.expovariate(1))

    return draw


WAYS: Mapping[str, Callable[[Reader, Data], Draw]] = {
    "value": _value,
    "chance": _chance,
    "shares": _shares,
    "among": _among,
    "some": _some,
    "ticks": _ticks,
    "union": _union,
    "bands": _bands,
    "exponential": _exponential,
    "recalled": _recalled,
    "beyond": _beyond,
}
