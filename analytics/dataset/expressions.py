"""Expressions over a chunk: what `surveys.engine.operators` does for one response, for all at once.

The scalar operators are the judge: tests hold both to the same values. A tree is walked once per
chunk, so nothing is compiled.
"""

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from analytics.dataset.operands import (
    NO_TEXT,
    Flags,
    Numbers,
    Operand,
    Ticks,
    Vocabulary,
    make_condition,
    make_numbers,
)
from surveys.engine.evaluation import compile_node
from surveys.engine.expression import Literal, Name, Node
from surveys.engine.operators import Result

Operands = tuple[Node, ...]


class Scope:
    """What the expressions of a chunk may name; an unknown name is unknown everywhere."""

    def __init__(self, size: int, vocabulary: Vocabulary) -> None:
        self.size = size
        self.vocabulary = vocabulary
        self.operands: dict[str, Operand] = {}
        self.ticks: dict[str, Ticks] = {}

    def evaluate(self, node: Node) -> Operand:
        """Return the value of an expression for every response."""
        if isinstance(node, Literal):
            return self._repeat(node.value)
        if isinstance(node, Name):
            return self.operands.get(node.name) or self._repeat(None)
        return OPERATORS[node.operator](self, node.operands)

    def find_ticks(self, node: Node) -> Ticks | None:
        """Return the ticks that a name stands for; None when it is no multi item."""
        return self.ticks.get(node.name) if isinstance(node, Name) else None

    def _repeat(self, value: Result) -> Operand:
        number = float(value) if isinstance(value, int | float) else 0.0
        text = self.vocabulary[value] if isinstance(value, str) else NO_TEXT
        return Operand(
            np.full(self.size, number),
            np.full(self.size, text, np.int32),
            np.full(self.size, isinstance(value, int | float | str)),
            not isinstance(value, float),
        )


def _judge(scope: Scope, operands: Operands) -> list[tuple[Flags, Flags]]:
    """Return for each operand where it holds and where it does not; elsewhere that is unknown."""
    judged = []
    for operand in map(scope.evaluate, operands):
        is_number = operand.is_number
        judged.append((is_number & (operand.numbers != 0), is_number & (operand.numbers == 0)))
    return judged


def both(scope: Scope, operands: Operands) -> Operand:
    judged = _judge(scope, operands)
    held = np.logical_and.reduce([holds for holds, _ in judged])
    return make_condition(held, held | np.logical_or.reduce([fails for _, fails in judged]))


def either(scope: Scope, operands: Operands) -> Operand:
    judged = _judge(scope, operands)
    held = np.logical_or.reduce([holds for holds, _ in judged])
    return make_condition(held, held | np.logical_and.reduce([fails for _, fails in judged]))


def negated(scope: Scope, operands: Operands) -> Operand:
    [(holds, fails)] = _judge(scope, operands)
    return make_condition(fails, holds | fails)


def equal(scope: Scope, operands: Operands) -> Operand:
    left, right = map(scope.evaluate, operands)
    # Of two numbers both texts are NO_TEXT, of two texts both numbers are 0.
    is_equal = (left.texts == right.texts) & (left.numbers == right.numbers)
    return make_condition(is_equal, left.is_known & right.is_known)


def unequal(scope: Scope, operands: Operands) -> Operand:
    is_equal = equal(scope, operands)
    return make_condition(is_equal.numbers == 0, is_equal.is_known)


def ordered(test: Callable[[Numbers, Numbers], Flags]) -> Callable[[Scope, Operands], Operand]:
    def compare(scope: Scope, operands: Operands) -> Operand:
        left, right = map(scope.evaluate, operands)
        return make_condition(test(left.numbers, right.numbers), left.is_number & right.is_number)

    return compare


def _constants(codes: Operands) -> frozenset[Result]:
    return frozenset(compile_node(code)({}) for code in codes)


def _find(scope: Scope, operands: Operands) -> tuple[Operand, Flags]:
    """Return the first operand, and where it is one of the codes that follow."""
    operand = scope.evaluate(operands[0])
    found = np.zeros(scope.size, np.bool_)
    for code in _constants(operands[1:]):
        if isinstance(code, str):
            found |= operand.texts == scope.vocabulary[code]
        elif isinstance(code, int | float):
            found |= operand.is_number & (operand.numbers == code)
    return operand, found


def contained(scope: Scope, operands: Operands) -> Operand:
    operand, found = _find(scope, operands)
    return make_condition(found, operand.is_known)


def without(scope: Scope, operands: Operands) -> Operand:
    operand, found = _find(scope, operands)
    return Operand(operand.numbers, operand.texts, operand.is_known & ~found, operand.is_whole)


def reckoned(step: Callable[[Numbers, Numbers], Numbers]) -> Callable[[Scope, Operands], Operand]:
    """Take one number after the other, each result being bounded before the next."""

    def take(one: Operand, other: Operand) -> Operand:
        known = one.is_number & other.is_number
        is_whole = one.is_whole and other.is_whole
        return make_numbers(step(one.numbers, other.numbers), known, is_whole=is_whole)

    def reckon(scope: Scope, operands: Operands) -> Operand:
        first, *others = map(scope.evaluate, operands)
        # A text alone is no number either.
        start = make_numbers(first.numbers, first.is_number, is_whole=first.is_whole)
        return reduce(take, others, start)

    return reckon


def minus(scope: Scope, operands: Operands) -> Operand:
    [operand] = map(scope.evaluate, operands)
    return make_numbers(-operand.numbers, operand.is_number, is_whole=operand.is_whole)


def selected(scope: Scope, operands: Operands) -> Operand:
    counted = count_selected(scope, operands)
    return make_condition(counted.numbers > 0, counted.is_known)


def count_selected(scope: Scope, operands: Operands) -> Operand:
    ticks = scope.find_ticks(operands[0])
    if ticks is None:
        return scope.evaluate(Literal(None))
    wanted = _constants(operands[1:])
    chosen = [at for at, code in enumerate(ticks.codes) if not wanted or code in wanted]
    counts = ticks.counts[:, chosen].sum(axis=1)
    return make_numbers(counts.astype(np.float64), ticks.is_known, is_whole=True)


def answered(scope: Scope, operands: Operands) -> Operand:
    ticks = scope.find_ticks(operands[0])
    known = ticks.is_known if ticks is not None else scope.evaluate(operands[0]).is_known
    return make_condition(known, np.ones(scope.size, np.bool_))


def _pick(is_first: Flags, first: Operand, second: Operand) -> Operand:
    """Return the first operand where the condition holds, else the second."""
    return Operand(
        np.where(is_first, first.numbers, second.numbers),
        np.where(is_first, first.texts, second.texts),
        np.where(is_first, first.is_known, second.is_known),
        first.is_whole and second.is_whole,
    )


def chosen(scope: Scope, operands: Operands) -> Operand:
    [(holds, fails)] = _judge(scope, operands[:1])
    then, otherwise = map(scope.evaluate, operands[1:])
    picked = _pick(holds, then, otherwise)
    known = picked.is_known & (holds | fails)
    return Operand(picked.numbers, picked.texts, known, picked.is_whole)


def coalesced(scope: Scope, operands: Operands) -> Operand:
    return reduce(
        lambda first, second: _pick(first.is_known, first, second), map(scope.evaluate, operands)
    )


def mean_of(scope: Scope, operands: Operands) -> Operand:
    """Return the mean of the known operands where at least as many are known as the first says."""
    least, *others = map(scope.evaluate, operands)
    total = make_numbers(np.zeros(scope.size), np.ones(scope.size, np.bool_), is_whole=True)
    count = np.zeros(scope.size)
    for operand in others:
        taken = np.where(operand.is_number, operand.numbers, 0.0)
        total = make_numbers(total.numbers + taken, total.is_known, is_whole=True)
        count += operand.is_number
    known = total.is_known & least.is_number & (count > 0) & (count >= least.numbers)
    return make_numbers(total.numbers / np.maximum(count, 1), known, is_whole=False)


OPERATORS: Mapping[str, Callable[[Scope, Operands], Operand]] = {
    "and": both,
    "or": either,
    "not": negated,
    "=": equal,
    "!=": unequal,
    "<": ordered(np.less),
    "<=": ordered(np.less_equal),
    ">": ordered(np.greater),
    ">=": ordered(np.greater_equal),
    "in": contained,
    "+": reckoned(np.add),
    "*": reckoned(np.multiply),
    "-": minus,
    "selected": selected,
    "count_selected": count_selected,
    "answered": answered,
    "without": without,
    "if": chosen,
    "coalesce": coalesced,
    "min": reckoned(np.minimum),
    "max": reckoned(np.maximum),
    "mean_of": mean_of,
}
