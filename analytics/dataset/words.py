"""Which variables may hold text, whatever anybody has answered by now."""

from surveys.engine.catalogue import Catalogue
from surveys.engine.expression import ExpressionError, Literal, Name, Node, parse


def find_words(catalogue: Catalogue) -> set[str]:
    """Return the variables that may hold text: by a code, or derived from such a one."""
    words: set[str] = set()
    for variable in catalogue.variables:
        for edition in variable.editions.values():
            spec = edition.spec
            is_word = any(isinstance(choice.code, str) for choice in spec.choices)
            if spec.expression:
                try:
                    # What it reckons with is written behind it, for people to read.
                    is_word |= _gives_text(parse(spec.expression.split("; ")[0]), words)
                except ExpressionError:
                    is_word = True  # too deep to be read again: words hold anything
            if is_word:
                words |= {variable.spec.name, spec.name}
    return words


def _gives_text(node: Node, words: set[str]) -> bool:
    if isinstance(node, Literal):
        return isinstance(node.value, str)
    if isinstance(node, Name):
        return node.name in words
    handed_on = {"if": node.operands[1:], "without": node.operands[:1], "coalesce": node.operands}
    return any(_gives_text(one, words) for one in handed_on.get(node.operator, ()))
