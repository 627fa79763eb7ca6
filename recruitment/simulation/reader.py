"""Reading the parts of a profile: expressions, codes and shares, each refused by what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.engine.errors import ExpressionError
from surveys.engine.evaluation import Evaluator, compile_node
from surveys.engine.expression import Literal, Node, parse, references
from surveys.engine.schema import Code

Data = Mapping[str, object]


class ProfileError(Exception):
    """A profile that cannot be followed; the message names the step and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class ProfileReader:
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

    def listed(self, part: object) -> Sequence[object]:
        """Return a list as it is."""
        if not isinstance(part, list):
            raise ProfileError(f"expected a list, found {part!r}")
        return part
