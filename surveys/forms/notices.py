"""What a page says about the answers posted to it, in plain words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from surveys.engine.flow import PageView, Plan
from surveys.engine.schema import Requirement
from surveys.engine.validation import AnswerProblem, ProblemKind
from surveys.forms.filling import Note
from surveys.forms.page import list_names, list_questions, pick_words

SUMMARY_LENGTH = 60
LINES_SHOWN = 5

_MESSAGES: dict[ProblemKind, Promise] = {
    ProblemKind.UNKNOWN_CODE: _("Please choose one of the answers shown."),
    ProblemKind.SEVERAL_CODES: _("Please choose one answer only."),
    ProblemKind.EXCLUSIVE: _(
        "You chose “none of these” together with others. Keep one or the other."
    ),
    ProblemKind.WORDS_UNPICKED: _(
        "You wrote words beside a choice and picked another one. Pick that choice or clear the "
        "words."
    ),
    ProblemKind.NOT_A_NUMBER: _("Please write a whole number in digits, such as 20."),
    ProblemKind.BELOW_MINIMUM: _("Please write a number of at least %(limit)d."),
    ProblemKind.ABOVE_MAXIMUM: _("Please write a number of at most %(limit)d."),
    ProblemKind.TOO_LONG: _("Please keep to %(limit)d characters."),
    ProblemKind.BLANK: _("Please answer this question; the study needs it to go on."),
}

_FOLLOWING: dict[ProblemKind, Promise] = {
    ProblemKind.BELOW_MINIMUM: _(
        "Going by your answer to “%(prompt)s”, please write a number of at least %(limit)d."
    ),
    ProblemKind.ABOVE_MAXIMUM: _(
        "Going by your answer to “%(prompt)s”, please write a number of at most %(limit)d."
    ),
}
"""Said where another answer sets the bound and the study has no words of its own for it."""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of the summary, leading to its question."""

    variable: str
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """The summary at the top of a page."""

    heading: str
    is_problem: bool
    lines: tuple[NoticeLine, ...] = ()

    @property
    def flag(self) -> str:
        """What the title of the window begins with."""
        count = len(self.lines)
        words = ngettext(
            "Please check: one question", "Please check: %(count)d questions", count
        ) % {"count": count}
        return f"{words if count else gettext('Please check')} · "

    @property
    def is_long(self) -> bool:
        """Whether a reminder would push the questions off the screen."""
        return not self.is_problem and len(self.lines) > LINES_SHOWN


def describe_problems(
    problems: Iterable[AnswerProblem], plan: Plan, language: str
) -> dict[str, Note]:
    """The note of each variable with a problem."""
    notes = {}
    for problem in problems:
        limit = problem.limit or 0
        if problem.rests_on:
            words = _name_origin(problem, limit, plan, language)
        else:
            words = str(_MESSAGES[problem.kind]) % {"limit": limit}
        is_blank = problem.kind is ProblemKind.BLANK
        notes[problem.variable] = Note(words, is_problem=True, is_blank=is_blank)
    return notes


def _name_origin(problem: AnswerProblem, limit: int, plan: Plan, language: str) -> str:
    """Say that a number does not fit with another answer, in the study's words or by its prompt."""
    item = next(one.item for one in plan.steps if problem.variable in one.variables)
    is_low = problem.kind is ProblemKind.BELOW_MINIMUM
    own = pick_words(item.too_low if is_low else item.too_high, language)
    if own:
        return own.replace("{limit}", str(limit))
    other = next(one.item for one in plan.steps if problem.rests_on in one.variables)
    rows = {row.variable: row.prompt for row in other.rows}
    prompt = pick_words(rows.get(problem.rests_on, other.prompt), language)
    return str(_FOLLOWING[problem.kind]) % {"prompt": _shorten(prompt), "limit": limit}


def describe_blanks(variables: Iterable[str]) -> dict[str, Note]:
    """The note of each variable left blank."""
    words = gettext("You left this blank.")
    return {variable: Note(words, is_problem=False, is_blank=True) for variable in variables}


def list_blanks(view: PageView, answered: Iterable[str]) -> list[str]:
    """The variables of shown items that a reminder names and nobody has answered."""
    known = set(answered)
    return [
        variable
        for shown in view.items
        if shown.is_shown and shown.item.requirement is Requirement.SOFT
        for variable, _prompt in list_questions(shown)
        if variable not in known
    ]


def make_problem_notice(view: PageView, notes: dict[str, Note], language: str) -> Notice:
    """The summary of what must be put right."""
    heading = ngettext(
        "Please look at one question again.",
        "Please look at %(count)d questions again.",
        len(notes),
    ) % {"count": len(notes)}
    return Notice(heading, True, _make_lines(view, notes, language))


def make_reminder(view: PageView, blanks: Sequence[str], language: str) -> Notice:
    """The calm summary of what was left blank."""
    heading = ngettext(
        "You left one question blank. You can answer it or go on.",
        "You left %(count)d questions blank. You can answer them or go on.",
        len(blanks),
    ) % {"count": len(blanks)}
    return Notice(heading, False, _make_lines(view, describe_blanks(blanks), language))


def make_refusal() -> Notice:
    """A correction that would have ended the interview was not stored."""
    return Notice(
        gettext(
            "This change cannot be saved: with it you would not belong to the group this study "
            "is about. Your earlier answers stay as they were. You can also delete them all."
        ),
        True,
    )


def _make_lines(view: PageView, notes: dict[str, Note], language: str) -> tuple[NoticeLine, ...]:
    return tuple(
        NoticeLine(name, _shorten(pick_words(prompt, language)))
        for shown in view.items
        for variable, prompt in list_questions(shown)
        for name in list_names(shown.item, variable)
        if name in notes
    )


def _shorten(words: str) -> str:
    return words if len(words) <= SUMMARY_LENGTH else f"{words[:SUMMARY_LENGTH].rstrip()}…"
