"""Plausible made-up replies: for tests of a questionnaire and for simulated fieldwork."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from surveys.engine.evaluation import evaluate, truth
from surveys.engine.flow import PageView, Plan, ShownItem, find_end, next_page, show_page
from surveys.engine.item_types import row_choices
from surveys.engine.missing import NOT_ASKED_CODE
from surveys.engine.schema import Choice, Context, EndRule, Requirement, Value
from surveys.engine.validation import PageResult, check_page

Drawn = dict[str, Value]
Wishes = Mapping[str, Value]

TICK_CHANCE = 0.3
EXCLUSIVE_CHANCE = 0.1
TYPICAL_NUMBER = 30


@dataclass(frozen=True, slots=True)
class Walk:
    """One made-up interview: what was answered, which pages were seen, how it ended."""

    answers: dict[str, Value]
    texts: dict[str, str]
    pages: tuple[int, ...]
    shown: frozenset[str]  # item ids
    end: EndRule | None


def walk_interview(
    plan: Plan,
    context: Context,
    rng: Random,
    *,
    seed: int = 0,
    blank_chance: float = 0.0,
    wishes: Wishes | None = None,
) -> Walk:
    """Answer page after page until the last one or an end rule; raises on a refused reply."""
    answers: dict[str, Value] = {}
    texts: dict[str, str] = {}
    pages: list[int] = []
    shown: set[str] = set()
    end = None
    number = next_page(plan, 0, answers, context)
    while number is not None and end is None:
        view = show_page(plan, number, answers, context, seed)
        raw = draw_answers(view, rng, blank_chance=blank_chance, wishes=wishes)
        result = check_page(plan, number, raw, answers, context)
        if result.problems:
            raise ValueError(f"page {number} refused {raw}: {result.problems}")
        answers.update(result.answers)
        texts.update(result.texts)
        pages.append(number)
        shown.update(_posted_ids(view, result))
        end = find_end(plan, answers, context)
        number = next_page(plan, number, answers, context)
    return Walk(answers, texts, tuple(pages), frozenset(shown), end)


def draw_answers(
    view: PageView, rng: Random, *, blank_chance: float = 0.0, wishes: Wishes | None = None
) -> dict[str, list[str]]:
    """A post for the page as a browser would send it.

    Items appear as their conditions become true; items that may be left blank are, with the given
    chance; `wishes` are replies to give wherever they are on offer.
    """
    raw: dict[str, list[str]] = {}
    drawn: Drawn = {}
    for shown in view.items:
        if not _is_visible(shown, drawn):
            continue
        for variable, choices in _questions(shown):
            is_soft = shown.item.requirement is not Requirement.HARD
            if is_soft and rng.random() < blank_chance:
                continue
            value = _DRAWERS[shown.item.type](shown, choices, drawn, rng)
            wish = (wishes or {}).get(variable)
            if wish is not None and _is_on_offer(choices, wish):
                value = wish
            if shown.item.type == "integer" and isinstance(value, int | float):
                value = _bounded(shown, drawn, value)
            drawn[variable] = value
            raw[variable] = [str(code) for code in _as_list(value)]
            raw.update(_draw_other_text(variable, choices, value))
    return raw


def _posted_ids(view: PageView, result: PageResult) -> set[str]:
    """The ids of the items asked on the page, rows with an id of their own included."""
    asked: set[str] = set()
    for shown in view.items:
        variable = _questions(shown)[0][0]
        if result.answers.get(variable) != NOT_ASKED_CODE:
            asked.add(shown.item.id)
            asked.update(row.item_id for row in shown.rows if row.item_id)
    return asked


def _is_visible(shown: ShownItem, drawn: Drawn) -> bool:
    if shown.rule is None:
        return shown.is_shown
    return truth(evaluate(shown.rule, drawn)) is True


def _questions(shown: ShownItem) -> list[tuple[str, tuple[Choice, ...]]]:
    """Variable and choices of each reply the item asks for."""
    if shown.rows:
        return [(row.variable, row_choices(row, shown.choices)) for row in shown.rows]
    return [(shown.item.variable, shown.choices)]


def _draw_one(shown: ShownItem, choices: Sequence[Choice], drawn: Drawn, rng: Random) -> Value:
    return rng.choice(choices).code


def _draw_several(shown: ShownItem, choices: Sequence[Choice], drawn: Drawn, rng: Random) -> Value:
    exclusive = [choice.code for choice in choices if choice.is_exclusive]
    others = [choice.code for choice in choices if not choice.is_exclusive]
    if exclusive and rng.random() < EXCLUSIVE_CHANCE:
        return [rng.choice(exclusive)]
    return [code for code in others if rng.random() < TICK_CHANCE] or [rng.choice(others)]


def _draw_year(shown: ShownItem, choices: Sequence[Choice], drawn: Drawn, rng: Random) -> Value:
    low = shown.minimum or 0
    codes = [choice.code for choice in choices if isinstance(choice.code, int)]
    return rng.choice([code for code in codes if code >= low])


def _draw_number(shown: ShownItem, choices: Sequence[Choice], drawn: Drawn, rng: Random) -> Value:
    return (shown.minimum or 0) + int(rng.expovariate(1 / TYPICAL_NUMBER))


def _bounded(shown: ShownItem, drawn: Drawn, number: int | float) -> int | float:
    """The number, or the bound it breaks; what was drawn on the page may set the upper one."""
    bound = evaluate(shown.item.maximum, drawn) if shown.item.maximum else None
    high = bound if isinstance(bound, int | float) else shown.maximum
    number = max(number, shown.minimum or 0)
    return number if high is None else min(number, int(high))


def _draw_words(shown: ShownItem, choices: Sequence[Choice], drawn: Drawn, rng: Random) -> Value:
    return f"made-up reply {rng.randrange(10_000)}"[: shown.item.max_length]


Drawer = Callable[[ShownItem, Sequence[Choice], Drawn, Random], Value]

_DRAWERS: Mapping[str, Drawer] = {
    "single": _draw_one,
    "select": _draw_one,
    "matrix": _draw_one,
    "multi": _draw_several,
    "year": _draw_year,
    "integer": _draw_number,
    "text": _draw_words,
}


def _is_on_offer(choices: Sequence[Choice], wish: Value) -> bool:
    """Whether a wish can be met; where there are no choices any can."""
    codes = {choice.code for choice in choices}
    return not codes or codes.issuperset(_as_list(wish))


def _as_list(value: Value) -> list[int | float | str]:
    return [*value] if isinstance(value, list) else [value]


def _draw_other_text(
    variable: str, choices: Sequence[Choice], value: Value
) -> dict[str, list[str]]:
    picked = _as_list(value)
    asking = [choice.code for choice in choices if choice.has_text and choice.code in picked]
    return {f"{variable}_{code}_text": ["made-up words"] for code in asking}
