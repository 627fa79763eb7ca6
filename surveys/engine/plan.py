"""A document compiled once for answering: conditions as closures, codes as look-up tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from surveys.engine.errors import UnknownPageError
from surveys.engine.evaluation import Evaluator, KnownNames, Names, compile_condition, compile_node
from surveys.engine.expression import Apply, Literal, Name, Node, references
from surveys.engine.item_types import ITEM_TYPES, Column, ItemType
from surveys.engine.schema import (
    Choice,
    Code,
    Context,
    Derived,
    Document,
    EndRule,
    Item,
    Page,
)

Condition = Callable[[Names], bool]


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """An item with everything that does not depend on the respondent."""

    item: Item
    kind: ItemType
    page_number: int
    variables: tuple[str, ...]
    text_variables: tuple[str, ...]
    columns: tuple[Column, ...]
    choices: tuple[Choice, ...]  # all that could ever be offered
    codes: Mapping[str, Code]  # posted spelling to code
    source: "PlannedItem | None"  # where piped choices come from
    counted: frozenset[Code]  # ticked source codes that decide whether a piped item is asked
    extras: tuple[Choice, ...]  # own choices of a piped item, always offered
    universe: Node | None  # who is asked, piping included
    condition: Condition | None  # `show_if` alone
    same_page: frozenset[str]  # names in `show_if` answered on the page itself
    end_rules: tuple[tuple[Condition, EndRule], ...]
    minimum: Evaluator | None
    maximum: Evaluator | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled document; safe to share between threads and to keep as long as the version."""

    document: Document
    steps: tuple[PlannedItem, ...]  # every item in the order asked
    page_steps: tuple[tuple[PlannedItem, ...], ...]
    derived: tuple[tuple[Derived, Evaluator], ...]
    variables: tuple[str, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.document.pages

    def steps_of(self, page_number: int) -> tuple[PlannedItem, ...]:
        """The items of a page; raises UnknownPageError."""
        if not 1 <= page_number <= len(self.page_steps):
            raise UnknownPageError(page_number)
        return self.page_steps[page_number - 1]

    def page_variables(self, page_number: int) -> frozenset[str]:
        """The variables that a post of the page replaces."""
        return frozenset(name for step in self.steps_of(page_number) for name in step.variables)

    def page_text_variables(self, page_number: int) -> tuple[str, ...]:
        """The text variables that a post of the page replaces."""
        return tuple(name for step in self.steps_of(page_number) for name in step.text_variables)

    def context_names(self, context: Context) -> KnownNames:
        """What expressions may name besides answers."""
        names: KnownNames = dict(self.document.parameters)
        given = context.parameters.items()
        names.update((name, value) for name, value in given if name in names)
        names["survey_year"] = context.survey_year
        names["is_referred"] = context.is_referred
        return names


def compile_plan(document: Document) -> Plan:
    """Compile a loaded document; callers keep the plan per version."""
    planned: dict[str, PlannedItem] = {}
    page_steps = []
    for number, page in enumerate(document.pages, start=1):
        on_page = {name for item in page.items for name in _variables(item)}
        steps = tuple(_plan_item(item, number, frozenset(on_page), planned) for item in page.items)
        planned.update((step.item.variable, step) for step in steps)
        page_steps.append(steps)
    derived = tuple((one, compile_node(one.expression)) for one in document.derived)
    steps = tuple(step for on_page in page_steps for step in on_page)
    variables = tuple(name for step in steps for name in step.variables)
    return Plan(document, steps, tuple(page_steps), derived, variables)


def _variables(item: Item) -> tuple[str, ...]:
    return ITEM_TYPES[item.type].list_variables(item)


def _plan_item(
    item: Item, page_number: int, on_page: frozenset[str], earlier: Mapping[str, PlannedItem]
) -> PlannedItem:
    kind = ITEM_TYPES[item.type]
    source = earlier[item.piping.variable] if item.piping else None
    counted = _counted(item, source)
    piped = _piped_choices(item, source)
    extras = _extras(item, source)
    choices = (*piped, *extras) if source else item.choices
    return PlannedItem(
        item=item,
        kind=kind,
        page_number=page_number,
        variables=kind.list_variables(item),
        text_variables=kind.list_text_variables(item),
        columns=tuple(kind.list_columns(item, choices)),
        choices=choices,
        codes={str(choice.code): choice.code for choice in choices},
        source=source,
        counted=frozenset(counted),
        extras=extras,
        universe=_universe(item, counted),
        condition=compile_condition(item.show_if) if item.show_if else None,
        same_page=references(item.show_if) & on_page if item.show_if else frozenset(),
        end_rules=tuple((compile_condition(rule.condition), rule) for rule in item.end_rules),
        minimum=compile_node(item.minimum) if item.minimum else None,
        maximum=compile_node(item.maximum) if item.maximum else None,
    )


def _is_substantive(choice: Choice) -> bool:
    return not choice.is_exclusive and choice.missing is None


def _counted(item: Item, source: PlannedItem | None) -> tuple[Code, ...]:
    if item.piping is None or source is None:
        return ()
    substantive = tuple(choice.code for choice in source.choices if _is_substantive(choice))
    return item.piping.counted or substantive


def _piped_choices(item: Item, source: PlannedItem | None) -> tuple[Choice, ...]:
    """The source's substantive choices; an own choice with the same code gives its wording."""
    if source is None:
        return ()
    own = {choice.code: choice for choice in item.choices}
    substantive = (choice for choice in source.choices if _is_substantive(choice))
    return tuple(
        own.get(choice.code) or Choice(choice.code, choice.label, group=choice.group)
        for choice in substantive
    )


def _extras(item: Item, source: PlannedItem | None) -> tuple[Choice, ...]:
    if source is None:
        return ()
    return tuple(choice for choice in item.choices if str(choice.code) not in source.codes)


def _universe(item: Item, counted: tuple[Code, ...]) -> Node | None:
    if item.piping is None:
        return item.show_if
    ticked = Apply("count_selected", (Name(item.piping.variable), *map(Literal, counted)))
    several = Apply(">=", (ticked, Literal(2)))
    return Apply("and", (item.show_if, several)) if item.show_if else several
