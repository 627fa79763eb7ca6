"""Interviews with made-up people end as planned, whatever the questionnaire."""

from random import Random

import pytest

from recruitment.simulation.fieldwork import Course
from recruitment.simulation.interviews import (
    InterviewError,
    MadeUpRespondent,
    PagePost,
    draw_interview,
    may_end,
)
from surveys.engine.flow import Plan, find_end, next_page
from surveys.engine.keeping import merge_page
from surveys.engine.schema import Value
from surveys.engine.validation import check_page
from tests.recruitment.simulation.builders import CHOIR
from tests.surveys.engine.builders import (
    SEED,
    make_choice,
    make_item,
    make_page,
    make_plan,
    study,
)

RARE = make_plan(
    make_page(
        "one",
        make_item(
            "A",
            "trade",
            type="select",
            requirement="hard",
            choices=[make_choice(code) for code in range(1, 151)],
            end_if=[{"condition": "trade != 77", "reason": "other_trade"}],
        ),
    ),
    network_size_variable="trade",
)
OPEN = make_plan()


def _play(plan: Plan, posts: tuple[PagePost, ...]) -> tuple[dict[str, Value], int | None]:
    """The answers after the posts, and the page that would follow; every post can be stored."""
    answers: dict[str, Value] = {}
    following = next_page(plan, 0, answers, SEED)
    for post in posts:
        assert post.number == following
        result = check_page(plan, post.number, post.raw, answers, SEED)
        assert result.problems == ()
        answers = merge_page(plan, post.number, answers, result)
        following = next_page(plan, post.number, answers, SEED)
    return answers, following


@pytest.mark.parametrize("plan", [CHOIR, RARE, OPEN, study()])
def test_completed_interview_meets_no_end_rule(plan: Plan) -> None:
    for number in range(10):
        rng = Random(number)
        answers, following = _play(
            plan, draw_interview(plan, SEED, MadeUpRespondent(Course.COMPLETED), rng)
        )
        assert (find_end(plan, answers, SEED), following) == (None, None)


@pytest.mark.parametrize("plan", [CHOIR, RARE, study()])
def test_barred_interview_ends_by_a_rule(plan: Plan) -> None:
    for number in range(10):
        rng = Random(number)
        answers, _ = _play(
            plan, draw_interview(plan, SEED, MadeUpRespondent(Course.SCREENED_OUT), rng)
        )
        assert find_end(plan, answers, SEED) is not None


@pytest.mark.parametrize("last_page", [0, 1, 2])
def test_whoever_breaks_off_leaves_pages_behind(last_page: int) -> None:
    for number in range(10):
        respondent = MadeUpRespondent(Course.BROKEN_OFF, last_page)
        posts = draw_interview(CHOIR, SEED, respondent, Random(number))
        _, following = _play(CHOIR, posts)
        assert following is not None
        assert all(post.number <= last_page for post in posts)


def test_sole_page_is_left_before_it_is_sent() -> None:
    respondent = MadeUpRespondent(Course.BROKEN_OFF, 1)
    assert draw_interview(OPEN, SEED, respondent, Random(1)) == ()


def test_wishes_are_met_where_they_are_on_offer() -> None:
    wishes: dict[str, Value] = {"sings": 1, "voices": [2], "known": 12, "met": 7, "solo": 9}
    respondent = MadeUpRespondent(Course.COMPLETED, wishes=wishes)
    answers, _ = _play(CHOIR, draw_interview(CHOIR, SEED, respondent, Random(1)))
    assert answers["solo"] in (1, 2)
    assert answers == {"sings": 1, "voices": [2], "known": 12, "met": 7, "solo": answers["solo"]}


def test_number_wished_beyond_a_bound_becomes_the_bound() -> None:
    wishes: dict[str, Value] = {"known": 12, "met": 30}
    respondent = MadeUpRespondent(Course.COMPLETED, wishes=wishes)
    answers, _ = _play(CHOIR, draw_interview(CHOIR, SEED, respondent, Random(1)))
    assert (answers["known"], answers["met"]) == (12, 12)


@pytest.mark.parametrize(("plan", "is_so"), [(CHOIR, True), (RARE, True), (OPEN, False)])
def test_questionnaire_without_a_rule_bars_nobody(plan: Plan, is_so: bool) -> None:
    assert may_end(plan, SEED, Course.SCREENED_OUT) is is_so


def test_end_nobody_comes_to_is_told() -> None:
    with pytest.raises(InterviewError, match="nobody was found who ends as screened_out"):
        draw_interview(OPEN, SEED, MadeUpRespondent(Course.SCREENED_OUT), Random(1))
