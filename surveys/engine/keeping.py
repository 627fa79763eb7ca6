"""What a post leaves as it was, and which words have lost their question."""

from surveys.engine.evaluation import is_known
from surveys.engine.plan import Plan, PlannedItem
from surveys.engine.replies import other_text_variable
from surveys.engine.schema import Answers, Value
from surveys.engine.validation import PageResult


def merge_page(
    plan: Plan, page_number: int, stored: Answers, result: PageResult
) -> dict[str, Value]:
    """`stored` with this page's answers replaced by those posted.

    A reply that cannot be stored leaves the answer that was acknowledged before.
    """
    refused = {problem.variable for problem in result.problems}
    own = plan.page_variables(page_number)
    kept = {
        name: value
        for name, value in stored.items()
        if name not in own or (name in refused and is_known(value))
    }
    return kept | result.answers


def list_cleared_texts(
    plan: Plan, page_number: int, stored: Answers, result: PageResult
) -> frozenset[str]:
    """The page's text variables whose words the post takes away; those of refused replies stay.

    There are words only where `stored` holds an answer, so most pages have nothing to take away.
    """
    refused = {problem.variable for problem in result.problems}
    return frozenset(
        name
        for step in plan.steps_of(page_number)
        if refused.isdisjoint(step.variables)
        for name in step.text_variables
        if name not in refused | result.texts.keys() and _is_answered(step, name, stored)
    )


def list_void_texts(plan: Plan, settled: Answers) -> frozenset[str]:
    """The text variables whose item, or whose choice, has no answer any more."""
    return frozenset(
        name
        for step in plan.steps
        for name in step.text_variables
        if not _is_answered(step, name, settled)
    )


def _is_answered(step: PlannedItem, text_variable: str, settled: Answers) -> bool:
    value = settled.get(step.item.variable)
    if value is None or not is_known(value):
        return False
    if text_variable == step.item.variable:
        return True
    codes = value if isinstance(value, list) else [value]
    picked = (code for code in codes if not isinstance(code, float))
    return any(text_variable == other_text_variable(step.item, code) for code in picked)
