"""The ways in which a made-up person comes to a value, from data to a function of chance.

`WAYS` has each by the key under which a profile states it: `{"shares": {"1": 48, "2": 52}}` picks
one code. Weights, chances and values are numbers or expressions of the engine over what is already
known of the person.
"""

from collections.abc import Callable, Mapping
from random import Random

from recruitment.simulation.reader import Data, ProfileError, ProfileReader
from surveys.engine.evaluation import KnownNames, Result
from surveys.engine.schema import Code

Draw = Callable[[KnownNames, Random], Result]

RECALL_ERROR = 0.2
ROUNDED_FROM, ROUNDED_TO, ROUNDING_CHANCE = 20, 5, 0.6


def _number(result: Result) -> float:
    """Return a result to reckon with; what is unknown weighs nothing."""
    return result if isinstance(result, int | float) else 0


def _codes(result: Result) -> list[Code]:
    """Return the codes that a name stands for: several, one, or none while it is unknown."""
    if isinstance(result, list | tuple):
        return list(result)
    return [result] if isinstance(result, int | str) else []


def fix_value(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of what stands there: codes, a number, or what an expression comes to."""
    value = data["value"]
    if isinstance(value, list):
        codes = [reader.code(one) for one in value]
        return lambda names, rng: [*codes]
    if isinstance(value, int):
        reader.code(value)
    evaluator = reader.evaluator(value)
    return lambda names, rng: evaluator(names)


def take_chance(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw that is true with this chance."""
    chance = reader.evaluator(data["chance"])
    return lambda names, rng: rng.random() < _number(chance(names))


def pick_by_shares(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of one code by weight; with `of`, of those that this name stands for."""
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


def pick_among(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of any code of a list, or of those that a name stands for."""
    source = data["among"]
    if isinstance(source, str):
        evaluator = reader.evaluator(source)
        return lambda names, rng: rng.choice(_codes(evaluator(names)))
    codes = [reader.code(one) for one in reader.listed(source)]
    return lambda names, rng: rng.choice(codes)


def pick_some(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of one code or several, in the order of the list."""
    codes = [reader.code(one) for one in reader.listed(data["some"])]
    most = int(_number(reader.evaluator(data.get("most", len(codes)))({})))

    def draw(names: KnownNames, rng: Random) -> Result:
        count = rng.randint(1, most)
        return sorted(rng.sample(codes, count), key=codes.index)

    return draw


def tick_each(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of each code by a chance of its own, or of `none` where nothing is ticked."""
    weighted = reader.weighted(data["ticks"])
    none = [reader.code(data["none"])] if "none" in data else []

    def draw(names: KnownNames, rng: Random) -> Result:
        return [code for code, one in weighted if rng.random() < _number(one(names))] or [*none]

    return draw


def join_codes(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of the codes of several names together; a number stands for itself."""
    parts = [reader.evaluator(one) for one in reader.listed(data["union"])]

    def draw(names: KnownNames, rng: Random) -> Result:
        codes = {code for part in parts for code in _codes(part(names))}
        return sorted(codes, key=lambda code: (isinstance(code, str), code))

    return draw


def pick_in_bands(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of any whole number of a band `[low, high, weight]`."""
    bands = [
        [int(str(one)) for one in reader.listed(band)] for band in reader.listed(data["bands"])
    ]

    def draw(names: KnownNames, rng: Random) -> Result:
        low, high, _ = rng.choices(bands, weights=[band[2] for band in bands])[0]
        return rng.randint(low, high)

    return draw


def draw_exponential(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of a whole number with this mean, many small and few large."""
    mean, most = reader.evaluator(data["exponential"]), reader.evaluator(data["at_most"])

    def draw(names: KnownNames, rng: Random) -> Result:
        return min(int(rng.expovariate(1 / _number(mean(names)))), int(_number(most(names))))

    return draw


def recall_count(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of a count as remembered: off by at most a fifth, large ones often rounded."""
    true_count = reader.evaluator(data["recalled"])

    def draw(names: KnownNames, rng: Random) -> Result:
        error = rng.uniform(1 - RECALL_ERROR, 1 + RECALL_ERROR)
        count = max(1, round(_number(true_count(names)) * error))
        if count > ROUNDED_FROM and rng.random() < ROUNDING_CHANCE:
            count = ROUNDED_TO * round(count / ROUNDED_TO)
        return count

    return draw


def exceed_count(reader: ProfileReader, data: Data) -> Draw:
    """Return a draw of a count that holds another one and, on average, as many again."""
    inner = reader.evaluator(data["beyond"])

    def draw(names: KnownNames, rng: Random) -> Result:
        count = _number(inner(names))
        return int(count) + round(count * rng.expovariate(1))

    return draw


WAYS: Mapping[str, Callable[[ProfileReader, Data], Draw]] = {
    "value": fix_value,
    "chance": take_chance,
    "shares": pick_by_shares,
    "among": pick_among,
    "some": pick_some,
    "ticks": tick_each,
    "union": join_codes,
    "bands": pick_in_bands,
    "exponential": draw_exponential,
    "recalled": recall_count,
    "beyond": exceed_count,
}
