"""Where an interview stands: the next page, its end, and what is stored when it is over.

The compiled plan, page views and the way through the items live beside this file; what callers
need of them is named here.
"""

from surveys.engine.missing import NOT_ASKED_CODE, NOT_REACHED_CODE, SKIPPED_CODE
from surveys.engine.plan import Plan, compile_plan
from surveys.engine.route import follow_route, matching_end
from surveys.engine.schema import Answers, Context, EndRule, Requirement, Value
from surveys.engine.showing import PageView, ShownItem, show_page

__all__ = [
    "PageView",
    "Plan",
    "ShownItem",
    "compile_plan",
    "complete_answers",
    "find_end",
    "next_page",
    "show_page",
    "stop_answers",
]


def next_page(plan: Plan, after: int, answers: Answers, context: Context) -> int | None:
    """The next page with at least one item to ask; `after` 0 is the start, None is the end."""
    for step, standing in follow_route(plan, answers, plan.context_names(context)):
        if standing.is_asked and step.page_number > after:
            return step.page_number
    return None


def find_end(plan: Plan, answers: Answers, context: Context) -> EndRule | None:
    """The first rule on the route that screens the respondent out; None while there is none."""
    found = _find_end(plan, answers, context)
    return found[1] if found else None


def _find_end(plan: Plan, answers: Answers, context: Context) -> tuple[int, EndRule] | None:
    names = plan.context_names(context)
    for step, standing in follow_route(plan, answers, names):
        if standing.is_on_route and (rule := matching_end(step, names)):
            return step.page_number, rule
    return None


def complete_answers(plan: Plan, answers: Answers, context: Context) -> dict[str, Value]:
    """Every variable as stored at completion.

    Off the route is not asked, left blank on the route is skipped, and a piped item with one
    ticked choice holds that choice. What was given elsewhere stays as it is, blanks included.
    """
    return _settled_answers(plan, answers, context, len(plan.pages))


def stop_answers(
    plan: Plan, answers: Answers, context: Context, last_page: int | None = None
) -> dict[str, Value]:
    """Every variable as stored when the interview stops: pages after the last one not reached.

    Without `last_page` it is the page of the end rule that holds, or else the last page with
    any answer.
    """
    if last_page is None:
        end = _find_end(plan, answers, context)
        last_page = end[0] if end else _last_answered_page(plan, answers)
    return _settled_answers(plan, answers, context, last_page)


def _last_answered_page(plan: Plan, answers: Answers) -> int:
    answered = (step.page_number for step in plan.steps if answers.keys() & set(step.variables))
    return max(answered, default=0)


def _settled_answers(
    plan: Plan, answers: Answers, context: Context, last_page: int
) -> dict[str, Value]:
    names = plan.context_names(context)
    settled: dict[str, Value] = dict.fromkeys(plan.variables, NOT_REACHED_CODE)
    for step, standing in follow_route(plan, answers, names, last_page):
        if step.item.requirement is Requirement.GIVEN:
            for variable in step.variables:
                del settled[variable]
            settled.update((name, answers[name]) for name in step.variables if name in answers)
            continue
        if standing.filled is not None:
            settled[step.item.variable] = standing.filled
            continue
        blank = SKIPPED_CODE if standing.is_asked else NOT_ASKED_CODE
        for variable in step.variables:
            settled[variable] = answers[variable] if variable in names else blank
    return settled
