"""The tree of an expression and its spellings: JSON for the browser, text for the codebook."""

from collections.abc import Iterator
from dataclasses import dataclass

WORD_OPERATORS = frozenset({"and", "or", "not", "in"})

Scalar = int | float | str | bool | None


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; None is unknown, a tuple is a multi answer folded in."""

    value: Scalar | tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, a parameter or something the context knows."""

    name: str


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or function over its operands; `in` has the tested value first."""

    operator: str
    operands: tuple["Node", ...]


Node = Literal | Name | Apply


def iterate_nodes(node: Node) -> Iterator[Node]:
    """The node and everything below it, outermost first."""
    yield node
    if isinstance(node, Apply):
        for operand in node.operands:
            yield from iterate_nodes(operand)


def references(node: Node) -> frozenset[str]:
    """Every name the expression depends on."""
    return frozenset(part.name for part in iterate_nodes(node) if isinstance(part, Name))


def to_json(node: Node) -> object:
    """The tree for the browser: `{"name": "help"}`, `{"op": "selected", "args": […]}`, constants
    as they are; null is unknown and a list is a multi answer.
    """
    if isinstance(node, Literal):
        return list(node.value) if isinstance(node.value, tuple) else node.value
    if isinstance(node, Name):
        return {"name": node.name}
    return {"op": node.operator, "args": list(map(to_json, node.operands))}


def to_source(node: Node) -> str:
    """Text for people to read, inner operators in brackets; unless the brackets nest too deep it
    parses to the same tree.
    """
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Literal):
        return _literal_source(node)
    operator, operands = node.operator, node.operands
    if operator.isidentifier() and operator not in WORD_OPERATORS:
        return f"{operator}({', '.join(map(to_source, operands))})"
    parts = [_bracketed(operand) for operand in operands]
    if operator == "in":
        return f"{parts[0]} in ({', '.join(parts[1:])})"
    if len(parts) == 1:
        return f"{operator} {parts[0]}" if operator == "not" else f"{operator}{parts[0]}"
    return f" {operator} ".join(parts)


def _literal_source(node: Literal) -> str:
    if node.value is None:
        return "unknown"
    if isinstance(node.value, str):
        return f"'{node.value}'"
    return f"{node.value:.9f}" if isinstance(node.value, float) else str(node.value)


def _bracketed(node: Node) -> str:
    source = to_source(node)
    is_open = isinstance(node, Apply) and not source.startswith(f"{node.operator}(")
    return f"({source})" if is_open else source
