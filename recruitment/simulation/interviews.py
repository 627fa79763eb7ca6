"""One made-up interview from the first page to where it ends, as the posts a browser would send.

The questionnaire says what is on offer; the wishes of a person are met where they can be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from random import Random

from recruitment.simulation.fieldwork import Course
from surveys.engine.flow import Plan, find_end, next_page, show_page
from surveys.engine.keeping import merge_page
from surveys.engine.missing import SKIPPED_CODE
from surveys.engine.schema import Context, Value
from surveys.engine.validation import check_page
from surveys.engine.walking import draw_answers

PAGE_SECONDS = (25, 80)
PAGE_TRIES = 200
OWN_TRIES, COMMON_TRIES = 20, 300


class InterviewError(Exception):
    """No interview of this questionnaire was found that ends as it should."""


@dataclass(frozen=True, slots=True)
class MadeUpRespondent:
    """What matters of a person at the questionnaire; `last_page` is where somebody breaks off."""

    course: Course
    last_page: int = 0
    wishes: Mapping[str, Value] | None = None
    blank_chance: float = 0.0


@dataclass(frozen=True, slots=True)
class PagePost:
    """A page sent after some seconds with it."""

    number: int
    seconds: int
    raw: dict[str, list[str]]


def draw_interview(
    plan: Plan, context: Context, respondent: MadeUpRespondent, rng: Random
) -> tuple[PagePost, ...]:
    """Return the posts of an interview that takes the respondent's course.

    First with what this person would reply; should that lead elsewhere, with replies at random,
    and at last as anybody could. Raises InterviewError when all that leads elsewhere too.
    """
    posts = _try(plan, context, respondent, rng)
    if posts is not None:
        return posts
    anybody = MadeUpRespondent(respondent.course, respondent.last_page)
    # The common tries are the same for everybody: `may_end` has seen them succeed.
    commons = (Random(number) for number in range(COMMON_TRIES))  # noqa: S311
    for chance in chain(repeat(rng, OWN_TRIES), commons):
        posts = _try(plan, context, anybody, chance)
        if posts is not None:
            return posts
    raise InterviewError(f"{plan.document.id}: nobody was found who ends as {respondent.course}")


def may_end(plan: Plan, context: Context, course: Course) -> bool:
    """Return whether some interview of the questionnaire takes this course."""
    try:
        draw_interview(plan, context, MadeUpRespondent(course), Random(0))  # noqa: S311
    except InterviewError:
        return False
    return True


def _try(
    plan: Plan, context: Context, respondent: MadeUpRespondent, rng: Random
) -> tuple[PagePost, ...] | None:
    """Return the posts up to the end wanted, or None when the interview came to another one."""
    answers: dict[str, Value] = {}
    posts: list[PagePost] = []
    is_leaving = respondent.course is Course.BROKEN_OFF
    is_barred = respondent.course is Course.SCREENED_OUT
    number = next_page(plan, 0, answers, context)
    while number is not None and not (is_leaving and number > respondent.last_page):
        seconds = rng.randint(*PAGE_SECONDS)
        drawn = _draw_page(plan, number, answers, context, respondent, rng)
        if drawn is None:
            return None
        raw, answers = drawn
        posts.append(PagePost(number, seconds, raw))
        if is_barred and find_end(plan, answers, context) is not None:
            return tuple(posts)
        number = next_page(plan, number, answers, context)
    if is_leaving and number is None:
        posts = posts[:-1]  # what was to be the middle turned out to be the last page
    return None if is_barred else tuple(posts)


def _draw_page(
    plan: Plan,
    number: int,
    answers: Mapping[str, Value],
    context: Context,
    respondent: MadeUpRespondent,
    rng: Random,
) -> tuple[dict[str, list[str]], dict[str, Value]] | None:
    """Return a post that can be stored, with all answers after it; no end rule holds by chance."""
    # Seed 0: the order shown in earnest follows from a random key.
    view = show_page(plan, number, answers, context, 0)
    for _ in range(PAGE_TRIES):
        raw = draw_answers(
            view, rng, blank_chance=respondent.blank_chance, wishes=respondent.wishes
        )
        result = check_page(plan, number, raw, answers, context)
        if result.problems:
            continue
        merged = merge_page(plan, number, answers, result)
        merged |= dict.fromkeys(result.blanks, SKIPPED_CODE)
        if respondent.course is Course.SCREENED_OUT or find_end(plan, merged, context) is None:
            return raw, merged
    return None
