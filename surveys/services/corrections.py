"""Correcting a completed response: its state and its coupons stay as they are."""

from datetime import datetime

from surveys.engine.flow import Plan, complete_answers, find_end
from surveys.engine.missing import SKIPPED_CODE
from surveys.engine.schema import Answers, Context, Value
from surveys.engine.validation import PageResult
from surveys.models import Event, Response
from surveys.services.saving import Saved, Step, drop_void_texts, emit, replace_texts, store


def correct_page(
    response: Response,
    plan: Plan,
    context: Context,
    page_number: int,
    answers: dict[str, Value],
    result: PageResult,
    now: datetime,
) -> Saved:
    """Replace a page of a locked row; whoever counted it is told by an event.

    What is stored always has a new `saved_at`, by which a phone knows that it arrived.
    """
    if result.problems:
        return Saved(Step.STAY, page_number, result)
    answers.update(dict.fromkeys(result.blanks, SKIPPED_CODE))
    if find_end(plan, answers, context) is not None:
        return Saved(Step.REFUSED, page_number, result)
    final = complete_answers(plan, answers, context)
    following = _find_opened(plan, page_number, response.answers, final)
    replace_texts(response, plan, page_number, response.answers, result)
    is_changed = final != response.answers
    response.answers, response.saved_at = final, now
    response.reached_page = max(response.reached_page, following or 0)
    store(response, "answers", "saved_at", "reached_page")
    drop_void_texts(response, plan, final)
    if is_changed:
        emit(response, Event.Kind.CORRECTED, now)
    if following is None:
        return Saved(Step.COMPLETED, page_number, result)
    return Saved(Step.NEXT, following, result)


def _find_opened(plan: Plan, page_number: int, before: Answers, after: Answers) -> int | None:
    """Return the first later page with a question that this correction has opened.

    One is opened when it comes onto the route, or when what had been filled in for it no longer is.
    """
    opened = {
        variable
        for variable, value in after.items()
        if value == SKIPPED_CODE and before.get(variable) != SKIPPED_CODE
    }
    later = range(page_number + 1, len(plan.pages) + 1)
    return next((number for number in later if plan.page_variables(number) & opened), None)
