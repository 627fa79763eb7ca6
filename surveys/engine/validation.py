"""Checking what a page posted: coded answers, words, problems and blanks, each kept apart."""

from dataclasses import dataclass, replace

from surveys.engine.evaluation import KnownNames
from surveys.engine.missing import NOT_ASKED_CODE
from surveys.engine.plan import Plan, PlannedItem
from surveys.engine.replies import AnswerProblem, ProblemKind, Question, Raw, Reading
from surveys.engine.route import (
    find_standing,
    known_names,
    matching_end,
    offered_codes,
)
from surveys.engine.schema import Answers, Context, Requirement, Value
from surveys.engine.showing import evaluate_bound, find_origin

__all__ = ["AnswerProblem", "PageResult", "ProblemKind", "check_page"]


@dataclass(frozen=True, slots=True)
class PageResult:
    """What a post amounts to; it may be stored when there are no problems.

    `answers` leaves blanks out and holds "not asked" for what is hidden. Together with `texts` it
    replaces what the page held before: `Plan.page_variables` and `Plan.page_text_variables`.
    """

    answers: dict[str, Value]
    texts: dict[str, str]
    problems: tuple[AnswerProblem, ...]
    blanks: tuple[str, ...]


@dataclass(slots=True)
class _CheckedItems:
    """What has been gathered from the items checked so far."""

    answers: dict[str, Value]
    texts: dict[str, str]
    problems: list[AnswerProblem]
    hard_blanks: list[str]
    soft_blanks: list[str]
    is_ended: bool = False


def check_page(
    plan: Plan, page_number: int, raw: Raw, answers: Answers, context: Context
) -> PageResult:
    """Check a post against the page, given the stored answers to the pages before it.

    A page that meets an end rule asks for nothing more. Raises UnknownPageError.
    """
    steps = plan.steps_of(page_number)
    names = known_names(plan, answers, context, page_number - 1)
    checked = _CheckedItems({}, {}, [], [], [])
    for step in steps:
        if step.item.requirement is not Requirement.GIVEN:  # a given answer stays as it was given
            _check_item(plan, step, raw, names, checked)
    if not checked.is_ended:
        blank = ProblemKind.BLANK
        checked.problems.extend(AnswerProblem(variable, blank) for variable in checked.hard_blanks)
    return PageResult(
        answers=checked.answers,
        texts=checked.texts,
        problems=tuple(checked.problems),
        blanks=() if checked.is_ended else tuple(checked.soft_blanks),
    )


def _check_item(
    plan: Plan, step: PlannedItem, raw: Raw, names: KnownNames, checked: _CheckedItems
) -> None:
    standing = find_standing(step, names)
    if standing.filled is not None:
        names[step.item.variable] = checked.answers[step.item.variable] = standing.filled
    elif not standing.is_asked:
        checked.answers.update(dict.fromkeys(step.variables, NOT_ASKED_CODE))
    else:
        reading = step.kind.read(_question(step, names), raw)
        checked.answers.update(reading.values)
        checked.texts.update(reading.texts)
        checked.problems.extend(_trace(plan, step, one, names) for one in reading.problems)
        names.update(reading.values)
        _note_blanks(step, reading, checked)
    if standing.is_on_route and matching_end(step, names):
        checked.is_ended = True


def _question(step: PlannedItem, names: KnownNames) -> Question:
    return Question(
        item=step.item,
        codes=offered_codes(step, names),
        minimum=evaluate_bound(step.minimum, names),
        maximum=evaluate_bound(step.maximum, names),
    )


def _trace(
    plan: Plan, step: PlannedItem, problem: AnswerProblem, names: KnownNames
) -> AnswerProblem:
    """The problem with the answer that sets the bound it breaks."""
    if problem.kind is ProblemKind.BELOW_MINIMUM:
        origin = find_origin(step.item.minimum, step.minimum, names, plan.variables)
    elif problem.kind is ProblemKind.ABOVE_MAXIMUM:
        origin = find_origin(step.item.maximum, step.maximum, names, plan.variables)
    else:
        return problem
    return replace(problem, rests_on=origin)


def _note_blanks(step: PlannedItem, reading: Reading, checked: _CheckedItems) -> None:
    replied = {problem.variable for problem in reading.problems} | reading.values.keys()
    blanks = [name for name in step.variables if name not in replied]
    if step.item.requirement is Requirement.HARD:
        checked.hard_blanks.extend(blanks)
    elif step.item.requirement is Requirement.SOFT:
        checked.soft_blanks.extend(blanks)
