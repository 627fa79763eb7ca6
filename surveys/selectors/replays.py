"""Whether what was posted is what is stored already: then a replay gets the first answer again."""

from collections.abc import Mapping, Sequence

from surveys.engine.flow import complete_answers
from surveys.engine.validation import check_page
from surveys.models import Response
from surveys.selectors.runner import load_context, load_plan, load_texts


def is_stored(response: Response, page_number: int, raw: Mapping[str, Sequence[str]]) -> bool:
    """Whether storing this page would change nothing of a completed response."""
    plan, context = load_plan(response.version), load_context(response)
    if not 1 <= page_number <= len(plan.pages):
        return False
    result = check_page(plan, page_number, raw, response.answers, context)
    if result.problems:
        return False
    own = plan.page_variables(page_number)
    others = {name: value for name, value in response.answers.items() if name not in own}
    if complete_answers(plan, others | result.answers, context) != response.answers:
        return False
    own_texts = plan.page_text_variables(page_number)
    stored = {name: text for name, text in load_texts(response).items() if name in own_texts}
    return stored == {name: text for name, text in result.texts.items() if text}
