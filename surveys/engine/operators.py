"""What each operator and function of expressions does, as closures over its operands' closures."""

from collections.abc import Callable, Mapping

from surveys.engine.schema import Value

Result = Value | tuple[int | str, ...] | bool | None
Names = Mapping[str, Result]
KnownNames = dict[str, Result]
Evaluator = Callable[[Names], Result]

LARGEST_NUMBER = 10**15  # beyond it a number is unknown, so that no arithmetic can overflow


def truth(result: Result) -> bool | None:
    """A result as a condition: numbers hold unless 0, texts and lists are unknown."""
    if result is None or isinstance(result, bool):
        return result
    return result != 0 if isinstance(result, int | float) else None


def _number(result: Result) -> int | float | None:
    return _bounded(result) if isinstance(result, int | float) else None


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


def _summed(*operands: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        numbers = _numbers(operands, names)
        return None if numbers is None else _bounded(sum(numbers))

    return evaluator


def _multiplied(*operands: Evaluator) -> Evaluator:
    def evaluator(names: Names) -> Result:
        numbers = _numbers(operands, names)
        if numbers is None:
            return None
        product: int | float = 1
        for number in numbers:
            product *= number
            if not abs(product) <= LARGEST_NUMBER:
                return None
        return product

    return evaluator


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
            return None if numbers is None else pick(numbers)

        return evaluator

    return compile_pick


def _mean_of(least: Evaluator, *operands: Evaluator) -> Evaluator:
    """Mean of the known operands when at least that many are known."""

    def evaluator(names: Names) -> Result:
        needed = _number(least(names))
        numbers = [number for one in operands if (number := _number(one(names))) is not None]
        if needed is None or not numbers or len(numbers) < needed:
            return None
        return sum(numbers) / len(numbers)

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
    "+": _summed,
    "*": _multiplied,
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
