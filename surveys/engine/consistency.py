"""Rules over a whole document: unique names, known references, nothing used before it is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveys.engine.errors import Problem
from surveys.engine.evaluation import Names, compile_node
from surveys.engine.expression import Apply, Literal, Name, Node, iterate_nodes, references
from surveys.engine.item_types import ITEM_TYPES
from surveys.engine.reserved import is_reserved
from surveys.engine.schema import Choice, Code, Document, Item

CONTEXT_NAMES = frozenset({"survey_year", "is_referred"})
MAX_YEARS = 200
MAX_NAME = 64
MOST_ITEMS = 1_000
MOST_CELLS = 100_000

_TICK_FUNCTIONS = frozenset({"selected", "count_selected"})
_CODE_OPERATORS = _TICK_FUNCTIONS | {"=", "!=", "in", "without"}


@dataclass(frozen=True, slots=True)
class _NameUse:
    """What an expression may do with a name: its codes (None: any number) and its nature."""

    codes: frozenset[Code] | None
    is_multi: bool
    page_number: int


Known = Mapping[str, _NameUse]


def find_excess(document: Document) -> Iterator[Problem]:
    """What is too large to be checked: the rules below compare items, rows and choices in pairs."""
    items = [item for page in document.pages for item in page.items]
    if len(items) > MOST_ITEMS:
        yield Problem("pages", f"more than {MOST_ITEMS} items")
    cells, offered = 0, dict[str, int]()
    for item in items:
        choices = len(item.choices)
        if item.piping:
            choices += offered.get(item.piping.variable, 0)
        offered[item.variable] = choices
        cells += choices * max(1, len(item.rows))
    if cells > MOST_CELLS:
        yield Problem("pages", f"more than {MOST_CELLS} choices, counted once per item and row")


def find_problems(document: Document) -> Iterator[Problem]:
    """Every broken rule, in the order of the document."""
    variables = {name: _NameUse(None, False, 0) for name in _outside_names(document)}
    every_name = _every_name(document)
    yield from _find_duplicates(document)
    for number, page in enumerate(document.pages, start=1):
        for item in page.items:
            yield from _check_type(item)
            yield from _check_choices(item.id, item.choices)
            yield from _check_rows(item)
            yield from _check_piping(item, number, variables)
            yield from _check_expressions(item, number, variables, every_name)
            yield from _check_bounds(item, document)
            variables.update(_describe(item, number, variables))
    for derived in document.derived:
        place = f"derived.{derived.name}"
        yield from _check_choices(place, derived.choices)
        expression = f"{place}.expression"
        yield from _check_names(expression, derived.expression, variables, every_name)
        variables[derived.name] = _NameUse(_codes(derived.choices) or None, False, 0)
    if document.network_size_variable not in variables:
        yield Problem("network_size_variable", "there is no such variable")


def _outside_names(document: Document) -> frozenset[str]:
    return CONTEXT_NAMES | document.parameters.keys()


def _every_name(document: Document) -> frozenset[str]:
    items = [item for page in document.pages for item in page.items]
    names = {name for item in items for name in _variables(item)}
    return _outside_names(document) | names | {derived.name for derived in document.derived}


def _variables(item: Item) -> tuple[str, ...]:
    kind = ITEM_TYPES.get(item.type)
    return kind.list_variables(item) if kind else (item.variable,)


def _describe(item: Item, page_number: int, earlier: Known) -> dict[str, _NameUse]:
    codes = _codes(item.choices)
    if item.piping and item.piping.variable in earlier:
        codes |= earlier[item.piping.variable].codes or frozenset()
    has_numbers = item.minimum is not None or not codes
    kind = ITEM_TYPES.get(item.type)
    is_multi = kind is not None and kind.holds_list
    variable = _NameUse(None if has_numbers else codes, is_multi, page_number)
    return dict.fromkeys(_variables(item), variable)


def _codes(choices: Iterable[Choice]) -> frozenset[Code]:
    return frozenset(choice.code for choice in choices)


def _find_duplicates(document: Document) -> Iterator[Problem]:
    items = [item for page in document.pages for item in page.items]
    ids = [item.id for item in items]
    ids += [row.item_id for item in items for row in item.rows if row.item_id]
    own = [name for item in items for name in _column_names(item)]
    own += [derived.name for derived in document.derived]
    names = [*CONTEXT_NAMES, *document.parameters, *own]
    pages = [page.id for page in document.pages]
    for kind, values in (("page id", pages), ("item id", ids), ("variable", names)):
        # Statistics packages read names without regard to case.
        for value, count in Counter(map(str.lower, values)).items():
            if value and count > 1:
                yield Problem(value, f"{kind} used {count} times")
    for name in names:
        if len(name) > MAX_NAME:
            yield Problem(name, f"longer than {MAX_NAME} characters")
    for name in own:
        if is_reserved(name):
            yield Problem(name, "a page or a table uses this name; choose another one")


def _column_names(item: Item) -> set[str]:
    """Every name an item takes up in stored or exported data."""
    kind = ITEM_TYPES.get(item.type)
    if kind is None:
        return {item.variable}
    columns = {column.name for column in kind.list_columns(item, item.choices)}
    return columns | {*kind.list_variables(item), *kind.list_text_variables(item)}


def _check_type(item: Item) -> Iterator[Problem]:
    kind = ITEM_TYPES.get(item.type)
    if kind is None:
        known = ", ".join(ITEM_TYPES)
        yield Problem(f"{item.id}.type", f"{item.type!r} is not one of: {known}")
        return
    for part, message in kind.find_faults(item):
        yield Problem(f"{item.id}.{part}", message)


def _check_choices(place: str, choices: tuple[Choice, ...]) -> Iterator[Problem]:
    for code, count in Counter(str(choice.code) for choice in choices).items():
        if count > 1:
            yield Problem(f"{place}.choices", f"code {code} used {count} times")


def _check_rows(item: Item) -> Iterator[Problem]:
    for code, count in Counter(row.code for row in item.rows).items():
        if count > 1:
            yield Problem(f"{item.id}.rows", f"row {code} used {count} times")
    for row in item.rows:
        for missing in set(row.without) - _codes(item.choices):
            yield Problem(f"{item.id}.rows.{row.code}", f"there is no choice {missing}")


def _check_piping(item: Item, page_number: int, known: Known) -> Iterator[Problem]:
    if item.piping is None:
        return
    place = f"{item.id}.piping"
    source = known.get(item.piping.variable)
    if source is None or not source.is_multi:
        yield Problem(place, f"{item.piping.variable!r} is no multi item asked before")
        return
    if source.page_number >= page_number:
        yield Problem(place, f"{item.piping.variable!r} must be asked on an earlier page")
    for code in set(item.piping.counted) - (source.codes or frozenset()):
        yield Problem(place, f"{item.piping.variable!r} has no choice {code}")


def _check_expressions(
    item: Item, page_number: int, known: Known, every_name: frozenset[str]
) -> Iterator[Problem]:
    for part, node in (
        ("show_if", item.show_if),
        ("minimum", item.minimum),
        ("maximum", item.maximum),
    ):
        if node is not None:
            yield from _check_names(f"{item.id}.{part}", node, known, every_name)
    with_own = {**known, **_describe(item, page_number, known)}
    for rule in item.end_rules:
        yield from _check_names(f"{item.id}.end_if", rule.condition, with_own, every_name)


def _check_names(
    place: str, node: Node, known: Known, every_name: frozenset[str]
) -> Iterator[Problem]:
    for name in sorted(references(node) - known.keys()):
        is_later = name in every_name
        reason = "comes only later" if is_later else "is not known"
        yield Problem(place, f"{name!r} {reason}")
    if isinstance(node, Name) and node.name in known and known[node.name].is_multi:
        yield Problem(place, f"{node.name!r} is a multi item: use selected()")
    for part in iterate_nodes(node):
        if isinstance(part, Apply):
            yield from _check_use(place, part, known)


def _check_use(place: str, part: Apply, known: Known) -> Iterator[Problem]:
    """Ticked lists only where lists make sense, and only codes that exist."""
    for operand in part.operands:
        if not isinstance(operand, Name) or operand.name not in known:
            continue
        variable = known[operand.name]
        if part.operator in _TICK_FUNCTIONS and not variable.is_multi:
            yield Problem(place, f"{operand.name!r} is not a multi item")
        if variable.is_multi and part.operator not in _TICK_FUNCTIONS | {"answered"}:
            yield Problem(place, f"{operand.name!r} is a multi item: use selected()")
        if part.operator in _CODE_OPERATORS and variable.codes is not None:
            literals = [one.value for one in part.operands if isinstance(one, Literal)]
            for code in literals:
                if code is not None and code not in variable.codes:
                    yield Problem(place, f"{operand.name!r} has no choice {code}")


def _check_bounds(item: Item, document: Document) -> Iterator[Problem]:
    """Bounds that hold before anything is answered must make sense."""
    kind = ITEM_TYPES.get(item.type)
    lists_years = kind is not None and kind.lists_years
    names: Names = {**document.parameters, "survey_year": 2025, "is_referred": False}
    low = compile_node(item.minimum)(names) if item.minimum else None
    high = compile_node(item.maximum)(names) if item.maximum else None
    if isinstance(low, int | float) and low < 0:
        yield Problem(f"{item.id}.minimum", "below 0")
    if isinstance(low, int | float) and isinstance(high, int | float):
        if high < low:
            yield Problem(f"{item.id}.maximum", "below the minimum")
        if lists_years and high - low > MAX_YEARS:
            yield Problem(f"{item.id}.minimum", f"more than {MAX_YEARS} years")
    elif lists_years:
        yield Problem(f"{item.id}.minimum", "a year list needs bounds that rest on no answer")
