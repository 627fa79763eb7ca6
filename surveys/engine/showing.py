"""A page as one respondent sees it: items, choices and rows in shown order."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from surveys.engine.evaluation import Evaluator, KnownNames, Names, fold, may_hold
from surveys.engine.expression import Node, references, to_json
from surveys.engine.ordering import shuffle
from surveys.engine.plan import Plan, PlannedItem
from surveys.engine.route import (
    find_piped_standing,
    find_standing,
    known_names,
    offered_codes,
    take_answers,
)
from surveys.engine.schema import Answers, Choice, Context, Item, Order, Page, Row


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An item on the page; while `is_shown` is False its `condition` may still become true."""

    item: Item
    choices: tuple[Choice, ...]
    rows: tuple[Row, ...]
    is_shown: bool
    rule: Node | None  # the condition as a tree, over variables of this page only
    minimum: int | None
    maximum: int | None

    @property
    def condition(self) -> object | None:
        """The rule for the browser (JSON values); None when nothing on the page changes it."""
        return None if self.rule is None else to_json(self.rule)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with the items that are shown or may appear on it."""

    number: int
    count: int
    page: Page
    items: tuple[ShownItem, ...]
    has_rules: bool  # whether answers on the page can bring up items of it, for anybody


def show_page(
    plan: Plan, page_number: int, answers: Answers, context: Context, seed: int
) -> PageView:
    """The page for these answers; the same seed gives the same order on every visit.

    Bounds leave out answers given on the page itself, and year lists leave out all answers (they
    are the same for everybody, so that a page can be rendered once); `validation.check_page`
    applies both. Raises UnknownPageError.
    """
    steps = plan.steps_of(page_number)
    base = plan.context_names(context)
    before = known_names(plan, answers, context, page_number - 1)
    names = dict(before)
    open_names: frozenset[str] = frozenset()
    shown = []
    for step in steps:
        standing = find_standing(step, names)
        rule = _open_rule(step, before, open_names) if step.same_page else None
        may_appear = rule is not None and find_piped_standing(step, names).is_asked
        if standing.filled is not None:
            before[step.item.variable] = names[step.item.variable] = standing.filled
        if not (standing.is_asked or may_appear):
            continue
        open_names = open_names.union(step.variables)
        if standing.is_asked:
            take_answers(step, answers, names)
        shown.append(_show_item(step, standing.is_asked, rule, base, before, seed))
    has_rules = any(step.same_page for step in steps)
    page = plan.pages[page_number - 1]
    return PageView(page_number, len(plan.pages), page, tuple(shown), has_rules)


def _open_rule(step: PlannedItem, before: Names, open_names: frozenset[str]) -> Node | None:
    """The condition with everything settled folded in; None when it is settled altogether."""
    if step.item.show_if is None or not step.same_page & open_names:
        return None
    rule = fold(step.item.show_if, before, open_names)
    return rule if may_hold(rule) else None


def _show_item(
    step: PlannedItem,
    is_shown: bool,
    rule: Node | None,
    base: Names,
    before: KnownNames,
    seed: int,
) -> ShownItem:
    low, high = evaluate_bound(step.minimum, before), evaluate_bound(step.maximum, before)
    return ShownItem(
        item=step.item,
        choices=_shown_choices(step, base, before, seed),
        rows=_shown_rows(step.item, seed),
        is_shown=is_shown,
        rule=rule,
        minimum=low,
        maximum=high,
    )


def evaluate_bound(evaluator: Evaluator | None, names: Names) -> int | None:
    """A bound as a whole number; None when there is none or it is unknown."""
    bound = evaluator(names) if evaluator is not None else None
    return int(bound) if isinstance(bound, int | float) else None


def find_origin(
    bound: Node | None, evaluator: Evaluator | None, names: Names, variables: Iterable[str]
) -> str:
    """The one answer that a bound follows, because the bound would be another without it; empty
    when there is none, or several.
    """
    if bound is None:
        return ""
    limit = evaluate_bound(evaluator, names)
    deciding = [
        name
        for name in references(bound).intersection(variables)
        if evaluate_bound(evaluator, {**names, name: None}) != limit
    ]
    return deciding[0] if len(deciding) == 1 else ""


def _shown_choices(step: PlannedItem, base: Names, before: Names, seed: int) -> tuple[Choice, ...]:
    if step.source is not None:
        offered = offered_codes(step, before)
        wording = {choice.code: choice for choice in step.choices}
        in_source_order = _ordered(step.source, step.source.choices, seed)
        ticked = (wording[one.code] for one in in_source_order if str(one.code) in offered)
        return (*ticked, *step.extras)
    if step.kind.lists_years:
        low, high = evaluate_bound(step.minimum, base), evaluate_bound(step.maximum, base)
        return (*_year_choices(low or 0, high or 0, tuple(step.item.prompt)), *step.choices)
    return _ordered(step, step.choices, seed)


@lru_cache(maxsize=64)
def _year_choices(low: int, high: int, languages: tuple[str, ...]) -> tuple[Choice, ...]:
    years = range(high, low - 1, -1)
    return tuple(Choice(year, dict.fromkeys(languages, str(year))) for year in years)


def _ordered(step: PlannedItem, choices: tuple[Choice, ...], seed: int) -> tuple[Choice, ...]:
    item = step.item
    if item.order is not Order.RANDOM or item.rows:
        return choices
    by_code = {choice.code: choice for choice in choices}
    pinned = frozenset(choice.code for choice in choices if choice.is_pinned)
    return tuple(by_code[code] for code in shuffle(tuple(by_code), seed, item.variable, pinned))


def _shown_rows(item: Item, seed: int) -> tuple[Row, ...]:
    if item.order is not Order.RANDOM or not item.rows:
        return item.rows
    by_code = {row.code: row for row in item.rows}
    pinned = frozenset(row.code for row in item.rows if row.is_pinned)
    return tuple(by_code[code] for code in shuffle(tuple(by_code), seed, item.variable, pinned))
