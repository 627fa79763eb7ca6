"""What each operator and function of expressions does, as closures over its operands' closures."""

from collections.abc import Callable, Iterable, Mapping
from operator import add, mul

from surveys.engine.schema import Value

Result = Value | tuple[int | str, ...] | bool | None
Names = Mapping[str, Result]
KnownNames = dict[str, Result]
Evaluator = Callable[[Names], Result]
Step = Callable[[int | float, int | float], int | float]

# Beyond it a number is unknown: no arithmetic can overflow, and a browser reckons as exactly.
LARGEST_NUMBER = 10**15


def truth(result: Result) -> bool | None:
    """A result as a condition: numbers hold unless 0, texts and lists are unknown."""
    if result is None or isinstance(result, bool):
        return result
    return result != 0 if isinstance(result, int | float) else None


def look_up(name: str) -> Evaluator:
    """What is known under a name; a number too large to reckon with is not."""

    def evaluator(names: Names) -> Result:
        value = names.get(name)
        return _bounded(value) if isinstance(value, int | float) else value

    return evaluator


def _number(result: Result) -> int | float | None:
    """A result to reckon with: a condition that holds is 1, one that does not 0."""
    return _bounded(+result) if isinstance(result, int | float) else None


def _bounded(number: int | float) -> int | float | None:
    return number if abs(number) <= LARGEST_NUMBER else None


def _numbers(operands: tuple[Evaluator, ...], names: Names) -> list[int | float] | None:
    """Every operand as a number, or None when one of them is not."""
    numbers = []
    for operand in operands:
        number = _number(operand(names))
        if number is None:
            return None
        numbers.append(number)
    return numbers


def _both(*operands: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        is_unknown = False
        for operand in operands:
            held = truth(operand(names))
            if held is False:
                return False
            is_unknown = is_unknown or held is None
        return None if is_unknown else True

    return evaluator


def _either(*operands: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        is_unknown = False
        for operand in operands:
            held = truth(operand(names))
            if held is True:
                return True
            is_unknown = is_unknown or held is None
        return None if is_unknown else False

    return evaluator


def _negated(operand: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        held = truth(operand(names))
        return None if held is None else not held

    return evaluator


def _is_equal(left: Result, right: Result) -> bool | None:
    if left is None or right is None or isinstance(left, list | tuple):
        return None
    return None if isinstance(right, list | tuple) else left == right


def _equal(left: Evaluator, right: Evaluator) -> Evaluator:
    return lambda names: _is_equal(left(names), right(names))


def _unequal(left: Evaluator, right: Evaluator) -> Evaluator:
    return _negated(_equal(left, right))


def _ordered(test: Callable[[int | float, int | float], bool]) -> Callable[..., Evaluator]:
    def compile_test(*operands: Evaluator) -> Evaluator:
        def evaluator(names: Names) -> Result:
            pair = _numbers(operands, names)
            return None if pair is None else test(pair[0], pair[1])

        return evaluator

    return compile_test


def _contained(operand: Evaluator, *codes: Evaluator) -> Evaluator:
    allowed = _constants(codes)

    def evaluator(names: Names) -> Result:
        value = operand(names)
        return None if value is None or isinstance(value, list | tuple) else value in allowed

    return evaluator


def _constants(codes: tuple[Evaluator, ...]) -> frozenset[Result]:
    return frozenset(code({}) for code in codes)


def _reckon(start: int, step: Step, numbers: Iterable[int | float]) -> int | float | None:
    """Take one number after the other; None as soon as a result is too large."""
    result: int | float = start
    for number in numbers:
        taken = _bounded(step(result, number))
        if taken is None:
            return None
        result = taken
    return result


def _reckoned(start: int, step: Step) -> Callable[..., Evaluator]:
    def compile_step(*operands: Evaluator) -> Evaluator:
        def evaluator(names: Names) -> Result:
            numbers = _numbers(operands, names)
            return None if numbers is None else _reckon(start, step, numbers)

        return evaluator

    return compile_step


def _minus(operand: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        number = _number(operand(names))
        return None if number is None else -number

    return evaluator


def _selected(variable: Evaluator, *codes: Evaluator) -> Evaluator:
    wanted = _constants(codes)

    def evaluator(names: Names) -> Result:
        ticked = variable(names)
        return not wanted.isdisjoint(ticked) if isinstance(ticked, list | tuple) else None

    return evaluator


def _count_selected(variable: Evaluator, *codes: Evaluator) -> Evaluator:
    wanted = _constants(codes)

    def evaluator(names: Names) -> Result:
        ticked = variable(names)
        if not isinstance(ticked, list | tuple):
            return None
        return sum(code in wanted for code in ticked) if wanted else len(ticked)

    return evaluator


def _answered(variable: Evaluator) -> Evaluator:
    return lambda names: variable(names) is not None


def _without(variable: Evaluator, *codes: Evaluator) -> Evaluator:
    """The variable's value, unknown when it is one of the codes."""
    unwanted = _constants(codes)

    def evaluator(names: Names) -> Result:
        value = variable(names)
        return None if isinstance(value, list | tuple) or value in unwanted else value

    return evaluator


def _chosen(condition: Evaluator, then: Evaluator, otherwise: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        held = truth(condition(names))
        if held is None:
            return None
        return then(names) if held else otherwise(names)

    return evaluator


def _coalesced(*operands: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        for operand in operands:
            value = operand(names)
            if value is not None:
                return value
        return None

    return evaluator


def _extreme(pick: Callable[[list[int | float]], int | float]) -> Callable[..., Evaluator]:
    def compile_pick(*operands: Evaluator) -> Evaluator:
        def evaluator(names: Names) -> Result:
            numbers = _numbers(operands, names)
            return pick(numbers) if numbers else None

        return evaluator

    return compile_pick


def _mean_of(least: Evaluator, *operands: Evaluator) -> Evaluator:
    """Mean of the known operands when at least that many are known."""

    def evaluator(names: Names) -> Result:
        needed = _number(least(names))
        numbers = [number for one in operands if (number := _number(one(names))) is not None]
        total = _reckon(0, add, numbers)
        if needed is None or total is None or not numbers or len(numbers) < needed:
            return None
        return total / len(numbers)

    return evaluator


OPERATORS: dict[str, Callable[..., Evaluator]] = {
    "and": _both,
    "or": _either,
    "not": _negated,
    "=": _equal,
    "!=": _unequal,
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "in": _contained,
    "+": _reckoned(0, add),
    "*": _reckoned(1, mul),
    "-": _minus,
    "selected": _selected,
    "count_selected": _count_selected,
    "answered": _answered,
    "without": _without,
    "if": _chosen,
    "coalesce": _coalesced,
    "min": _extreme(min),
    "max": _extreme(max),
    "mean_of": _mean_of,
}
