"""Three-valued evaluation of expressions: None is unknown and spreads by Kleene's rules.

Skipped, not asked, not reached and absent answers are unknown; refused (99) and don't know (98)
compare as ordinary codes. `compile_node` turns a tree into closures once, for names that hold
known values only; `evaluate` is the same for stored answers as they are.
"""

from collections.abc import Callable, Mapping

from surveys.engine.expression import Apply, Literal, Name, Node, references
from surveys.engine.missing import ENGINE_CODES
from surveys.engine.operators import (
    OPERATORS,
    Evaluator,
    KnownNames,
    Names,
    Result,
    look_up,
    truth,
)
from surveys.engine.schema import Value

__all__ = [
    "Evaluator",
    "KnownNames",
    "Names",
    "Result",
    "compile_condition",
    "compile_node",
    "evaluate",
    "fold",
    "is_known",
    "may_hold",
    "truth",
]


def is_known(value: object) -> bool:
    """Whether a stored answer says anything: neither absent nor one of the engine's codes."""
    return value is not None and not (type(value) is int and value in ENGINE_CODES)


def evaluate(node: Node, names: Mapping[str, Value | None]) -> Value | bool | None:
    """The value of an expression over stored answers; None is unknown. Never raises."""
    known = {name: names[name] for name in references(node) if is_known(names.get(name))}
    result = compile_node(node)(known)
    return list(result) if isinstance(result, tuple) else result


def compile_node(node: Node) -> Evaluator:
    """Closures doing what the tree says; unknown names must be absent or None."""
    if isinstance(node, Literal):
        constant: Result = node.value
        return lambda names: constant
    if isinstance(node, Name):
        return look_up(node.name)
    return OPERATORS[node.operator](*map(compile_node, node.operands))


def compile_condition(node: Node) -> Callable[[Names], bool]:
    """True when the condition holds; false and unknown are both no."""
    evaluator = compile_node(node)
    return lambda names: truth(evaluator(names)) is True


def fold(node: Node, names: Names, open_names: frozenset[str]) -> Node:
    """The tree with every part that depends on no open name replaced by its value."""
    if not references(node) & open_names:
        result = compile_node(node)(names)
        return Literal(tuple(result) if isinstance(result, list) else result)
    if isinstance(node, Apply):
        operands = tuple(fold(operand, names, open_names) for operand in node.operands)
        return Apply(node.operator, operands)
    return node


def may_hold(folded: Node) -> bool:
    """Whether a folded condition can still become true."""
    if isinstance(folded, Literal):
        return truth(folded.value) is True
    if isinstance(folded, Apply) and folded.operator == "and":
        return all(map(may_hold, folded.operands))
    if isinstance(folded, Apply) and folded.operator == "or":
        return any(map(may_hold, folded.operands))
    return True
