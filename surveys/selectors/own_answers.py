"""One respondent's questions and answers in words, for the respondent alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.engine.missing import NOT_ASKED_CODE, NOT_REACHED_CODE, SKIPPED_CODE
from surveys.engine.plan import PlannedItem
from surveys.engine.replies import other_text_variable
from surveys.engine.schema import Code, Text, Value
from surveys.models import Response
from surveys.selectors.runner import load_plan, load_texts

_UNSEEN = (NOT_ASKED_CODE, NOT_REACHED_CODE)


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One question and the reply in words, one entry per choice ticked; none if left blank."""

    prompt: str
    replies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the questionnaire and what was answered on it."""

    number: int
    title: str
    answers: tuple[OwnAnswer, ...]


def list_own_answers(response: Response, language: str) -> list[OwnPage]:
    """Every question that was asked, page by page; pages without any are left out."""
    plan, texts = load_plan(response.version), load_texts(response)
    pages = []
    for number, page in enumerate(plan.pages, start=1):
        answers = tuple(
            answer
            for step in plan.steps_of(number)
            for answer in _list_item_answers(step, response.answers, texts, language)
        )
        if answers:
            pages.append(OwnPage(number, _pick(page.title, language), answers))
    return pages


def _list_item_answers(
    step: PlannedItem, stored: Mapping[str, Value], texts: Mapping[str, str], language: str
) -> list[OwnAnswer]:
    prompt = _pick(step.item.prompt, language)
    questions = [
        (row.variable, f"{prompt} — {_pick(row.prompt, language)}") for row in step.item.rows
    ] or [(step.item.variable, prompt)]
    return [
        OwnAnswer(words, _reply_in_words(step, variable, stored[variable], texts, language))
        for variable, words in questions
        if variable in stored and stored[variable] not in _UNSEEN
    ]


def _reply_in_words(
    step: PlannedItem, variable: str, value: Value, texts: Mapping[str, str], language: str
) -> tuple[str, ...]:
    if value == SKIPPED_CODE:
        return ()
    if variable in texts:
        return (texts[variable],)
    labels = {choice.code: _pick(choice.label, language) for choice in step.choices}
    codes: list[Code] = value if isinstance(value, list) else [_as_code(value)]
    return tuple(_label(step, code, labels, texts) for code in codes)


def _as_code(value: Value) -> Code:
    return value if isinstance(value, int | str) else str(value)


def _label(
    step: PlannedItem, code: Code, labels: Mapping[Code, str], texts: Mapping[str, str]
) -> str:
    label = labels.get(code, str(code))
    written = texts.get(other_text_variable(step.item, code))
    return f"{label}: {written}" if written else label


def _pick(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")
