"""The expression language of documents: its grammar, its tree, its limits; no evaluation here.

    condition   selected(help, 1, 2) and not (edu in (1, 2) or survey_year - birth_year < 18)
    value       if(deg_contact = 0 and is_referred, 1, deg_contact)

Text is parsed by recursive descent into a frozen tree and never reaches the Python interpreter.
Evaluation visits each node at most once, so the limit on nodes is also the limit on steps.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from surveys.engine.errors import ExpressionError
from surveys.engine.syntax import (
    WORD_OPERATORS,
    Apply,
    Literal,
    Name,
    Node,
    iterate_nodes,
    references,
    to_json,
    to_source,
)

__all__ = [
    "FUNCTIONS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "RESERVED_WORDS",
    "Apply",
    "ExpressionError",
    "Literal",
    "Name",
    "Node",
    "iterate_nodes",
    "parse",
    "references",
    "to_json",
    "to_source",
]

MAX_LENGTH = 2000
MAX_DEPTH = 50
MAX_NODES = 500


class Signature(NamedTuple):
    least: int
    most: int | None
    names_first: bool = False  # the first argument is a variable, the others are codes


FUNCTIONS: dict[str, Signature] = {
    "selected": Signature(2, None, names_first=True),
    "count_selected": Signature(1, None, names_first=True),
    "answered": Signature(1, 1, names_first=True),
    "without": Signature(2, None, names_first=True),
    "if": Signature(3, 3),
    "coalesce": Signature(1, None),
    "min": Signature(1, None),
    "max": Signature(1, None),
    "mean_of": Signature(2, None),
}
RESERVED_WORDS = frozenset(FUNCTIONS) | WORD_OPERATORS | {"unknown"}
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">="})

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,15}(?:\.[0-9]{1,9})?(?![0-9A-Za-z_.]))"
    r"|(?P<word>[A-Za-z][A-Za-z0-9_]{0,59}(?![A-Za-z0-9_]))"
    r"|(?P<string>'[^'\n]{0,60}')"
    r"|(?P<sign><=|>=|!=|[=<>+*(),-]))"
)


class Token(NamedTuple):
    kind: str  # number, word, string, sign, end
    text: str
    place: int


def parse(source: str) -> Node:
    """The tree of an expression; raises ExpressionError with the place of the first fault."""
    if len(source) > MAX_LENGTH:
        raise ExpressionError(MAX_LENGTH, f"longer than {MAX_LENGTH} characters")
    return _Parser(list(_tokens(source))).parse_all()


def _tokens(source: str) -> Iterator[Token]:
    end = len(source.rstrip())
    place = 0
    while place < end:
        match = _TOKEN.match(source, place)
        if match is None or match.lastgroup is None:
            start = place + len(source[place:]) - len(source[place:].lstrip())
            raise ExpressionError(start, f"cannot read {source[start : start + 12]!r}")
        kind = match.lastgroup
        yield Token(kind, match.group(kind), match.start(kind))
        place = match.end()
    yield Token("end", "", end)


class _Parser:
    """One pass over the tokens; every method reads one rule of the grammar."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._count = 0

    def parse_all(self) -> Node:
        node = self._expression()
        if self._token.kind != "end":
            raise self._fault(f"unexpected {self._token.text!r}")
        return node

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _fault(self, message: str) -> ExpressionError:
        return ExpressionError(self._token.place, message)

    def _is_at(self, *texts: str) -> bool:
        return self._token.kind in ("word", "sign") and self._token.text in texts

    def _accept(self, *texts: str) -> str:
        if not self._is_at(*texts):
            return ""
        self._next += 1
        return self._tokens[self._next - 1].text

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            found = self._token.text or "the end"
            raise self._fault(f"expected {text!r}, found {found!r}")

    def _counted(self, node: Node) -> Node:
        self._count += 1
        if self._count > MAX_NODES:
            raise self._fault(f"more than {MAX_NODES} parts")
        return node

    def _apply(self, operator: str, *operands: Node) -> Node:
        return self._counted(Apply(operator, operands))

    def _descend(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._fault(f"nested deeper than {MAX_DEPTH}")

    def _chained(self, sign: str, operands: list[Node]) -> Node:
        """Operands of one associative sign stand side by side, so that long chains stay flat."""
        return operands[0] if len(operands) == 1 else self._apply(sign, *operands)

    def _expression(self) -> Node:
        self._descend()
        operands = [self._conjunction()]
        while self._accept("or"):
            operands.append(self._conjunction())
        self._depth -= 1
        return self._chained("or", operands)

    def _conjunction(self) -> Node:
        operands = [self._negation()]
        while self._accept("and"):
            operands.append(self._negation())
        return self._chained("and", operands)

    def _negation(self) -> Node:
        if not self._accept("not"):
            return self._comparison()
        self._descend()
        operand = self._negation()
        self._depth -= 1
        return self._apply("not", operand)

    def _comparison(self) -> Node:
        left = self._sum()
        if sign := self._accept(*COMPARISONS):
            return self._apply(sign, left, self._sum())
        if self._accept("in"):
            return self._apply("in", left, *self._codes())
        if self._is_at("not") and self._tokens[self._next + 1].text == "in":
            self._next += 2
            return self._apply("not", self._apply("in", left, *self._codes()))
        return left

    def _codes(self) -> list[Node]:
        self._expect("(")
        codes = [self._code()]
        while self._accept(","):
            codes.append(self._code())
        self._expect(")")
        return codes

    def _code(self) -> Node:
        if self._token.kind not in ("number", "string"):
            raise self._fault("expected a code")
        return self._atom()

    def _sum(self) -> Node:
        operands = [self._product()]
        while sign := self._accept("+", "-"):
            term = self._product()
            operands.append(term if sign == "+" else self._negative(term))
        return self._chained("+", operands)

    def _product(self) -> Node:
        operands = [self._signed()]
        while self._accept("*"):
            operands.append(self._signed())
        return self._chained("*", operands)

    def _signed(self) -> Node:
        if not self._accept("-"):
            return self._atom()
        self._descend()
        operand = self._signed()
        self._depth -= 1
        return self._negative(operand)

    def _negative(self, node: Node) -> Node:
        if isinstance(node, Literal) and isinstance(node.value, int | float):
            return Literal(-node.value)
        return self._apply("-", node)

    def _atom(self) -> Node:
        kind, text, _ = self._token
        if self._accept("("):
            inner = self._expression()
            self._expect(")")
            return inner
        if kind == "word" and text in FUNCTIONS:
            return self._call(text)
        if kind in ("end", "sign") or (text in RESERVED_WORDS and text != "unknown"):
            raise self._fault(f"expected a value, found {text or 'the end'!r}")
        self._next += 1
        if kind == "number":
            return self._counted(Literal(float(text) if "." in text else int(text)))
        if kind == "string":
            return self._counted(Literal(text[1:-1]))
        return self._counted(Literal(None) if text == "unknown" else Name(text))

    def _call(self, name: str) -> Node:
        start = self._token
        self._next += 1
        signature = FUNCTIONS[name]
        self._expect("(")
        operands = [self._variable() if signature.names_first else self._expression()]
        while self._accept(","):
            operands.append(self._code() if signature.names_first else self._expression())
        self._expect(")")
        count = len(operands)
        if count < signature.least or (signature.most is not None and count > signature.most):
            raise ExpressionError(start.place, f"{name}() does not take {count} argument(s)")
        return self._apply(name, *operands)

    def _variable(self) -> Node:
        if self._token.kind != "word" or self._token.text in RESERVED_WORDS:
            raise self._fault("expected a variable")
        return self._atom()
