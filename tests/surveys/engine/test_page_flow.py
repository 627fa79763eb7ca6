"""Pages, routes and ends on small questionnaires; the shipped study has tests of its own."""

import pytest

from surveys.engine.flow import (
    PageView,
    complete_answers,
    find_end,
    next_page,
    show_page,
    stop_answers,
)
from surveys.engine.missing import NOT_ASKED_CODE, NOT_REACHED_CODE, SKIPPED_CODE
from surveys.engine.schema import Answers
from surveys.engine.validation import check_page
from tests.surveys.engine.builders import (
    RECRUIT,
    SEED,
    make_choice,
    make_item,
    make_one_page,
    make_page,
    make_plan,
)

SOURCE = make_item("M", "m", type="multi", choices=[make_choice(code) for code in (3, 1, 2, 90)])
SOURCE["choices"][3]["is_exclusive"] = True  # type: ignore[index]
PIPED = make_plan(
    make_page("one", make_item("A", "a"), SOURCE | {"order": "random"}),
    make_page("two", make_item("P", "p", piping={"variable": "m"}, choices=[make_choice(96)])),
    make_page("three", make_item("Z", "z", show_if="p = 1")),
)
ROUTED = make_plan(
    make_page("one", make_item("A", "a", end_if=[{"condition": "a = 2", "reason": "not_a"}])),
    make_page("two", make_item("B", "b", show_if="a = 1 and is_referred")),
    make_page("three", make_item("C", "c"), make_item("D", "d", show_if="b = 1")),
)
CHAINED = make_one_page(
    make_item("B", "b", show_if="a = 1"),
    make_item("C", "c", show_if="b = 1"),
    make_item("D", "d", show_if="not is_referred and a = 2"),
)


def codes(view: PageView, place: int = 0) -> list[object]:
    return [choice.code for choice in view.items[place].choices]


def test_a_page_with_nothing_to_ask_is_passed_over() -> None:
    assert next_page(ROUTED, 1, {"a": 1}, SEED) == 3
    assert next_page(ROUTED, 1, {"a": 1}, RECRUIT) == 2
    assert next_page(ROUTED, 3, {"a": 1}, RECRUIT) is None


def test_an_end_rule_holds_only_once_it_is_true() -> None:
    end = find_end(ROUTED, {"a": 2}, SEED)
    assert end is not None
    assert end.reason == "not_a"
    assert find_end(ROUTED, {"a": 1}, SEED) is None
    assert find_end(ROUTED, {}, SEED) is None


def test_an_end_rule_of_an_item_off_the_route_ends_nothing() -> None:
    rules = [{"condition": "a = 2", "reason": "not_a"}]
    plan = make_one_page(make_item("B", "b", show_if="a = 1", end_if=rules), make_item("C", "c"))
    answers: Answers = {"a": 2, "c": 1}
    assert find_end(plan, answers, SEED) is None
    assert stop_answers(plan, answers, SEED) == {"a": 2, "b": NOT_ASKED_CODE, "c": 1}


def test_an_answer_off_the_route_no_longer_counts() -> None:
    stale: Answers = {"a": 2, "b": 1, "c": 1, "d": 1}
    assert complete_answers(ROUTED, stale, RECRUIT) == {
        "a": 2,
        "b": NOT_ASKED_CODE,
        "c": 1,
        "d": NOT_ASKED_CODE,
    }


def test_blank_not_asked_and_not_reached_stay_apart() -> None:
    stopped = stop_answers(ROUTED, {"a": 1}, SEED, last_page=2)
    completed = complete_answers(ROUTED, {"a": 1}, SEED)
    assert stopped == {
        "a": 1,
        "b": NOT_ASKED_CODE,
        "c": NOT_REACHED_CODE,
        "d": NOT_REACHED_CODE,
    }
    assert (completed["c"], completed["d"]) == (SKIPPED_CODE, NOT_ASKED_CODE)


def test_an_interview_stops_at_its_end_rule_or_its_last_answer() -> None:
    screened = stop_answers(ROUTED, {"a": 2, "c": 1}, SEED)
    broken_off = stop_answers(ROUTED, {"a": 1, "b": 1}, RECRUIT)
    assert (screened["b"], screened["c"]) == (NOT_REACHED_CODE, NOT_REACHED_CODE)
    assert (broken_off["b"], broken_off["c"]) == (1, NOT_REACHED_CODE)


def test_a_refused_answer_is_stored_as_the_code_that_it_is() -> None:
    assert complete_answers(ROUTED, {"a": 1, "c": 2}, SEED)["c"] == 2


def test_one_ticked_choice_is_filled_in_without_asking() -> None:
    answers: Answers = {"a": 1, "m": [1]}
    assert next_page(PIPED, 1, answers, SEED) == 3
    assert complete_answers(PIPED, answers, SEED)["p"] == 1


def test_no_counted_choice_leaves_the_piped_item_off() -> None:
    answers: Answers = {"a": 1, "m": [90]}
    assert next_page(PIPED, 1, answers, SEED) is None
    assert complete_answers(PIPED, answers, SEED)["p"] == NOT_ASKED_CODE


def test_piped_choices_keep_the_shown_order_of_their_source() -> None:
    for seed in range(20):
        source = codes(show_page(PIPED, 1, {}, SEED, seed), place=1)
        piped = codes(show_page(PIPED, 2, {"m": [3, 1, 2]}, SEED, seed))
        assert piped == [*(code for code in source if code != 90), 96]


def test_a_piped_answer_no_longer_ticked_is_void() -> None:
    answers: Answers = {"a": 1, "m": [2, 3], "p": 1, "z": 1}
    completed = complete_answers(PIPED, answers, SEED)
    assert (completed["p"], completed["z"]) == (SKIPPED_CODE, NOT_ASKED_CODE)


def test_an_item_that_may_appear_is_on_the_page_but_not_shown() -> None:
    view = show_page(CHAINED, 1, {}, SEED, 0)
    assert [(shown.item.id, shown.is_shown) for shown in view.items] == [
        ("A", True),
        ("B", False),
        ("C", False),
        ("D", False),
    ]
    assert view.items[1].condition == {"op": "=", "args": [{"name": "a"}, 1]}


def test_an_item_that_can_never_appear_is_left_out() -> None:
    view = show_page(CHAINED, 1, {}, RECRUIT, 0)
    assert [shown.item.id for shown in view.items] == ["A", "B", "C"]


def test_a_revisited_page_shows_what_its_answers_opened() -> None:
    view = show_page(CHAINED, 1, {"a": 1, "b": 1}, SEED, 0)
    assert [shown.is_shown for shown in view.items] == [True, True, True, False]


def test_conditions_over_earlier_pages_need_no_browser() -> None:
    view = show_page(ROUTED, 3, {"a": 1, "b": 1}, RECRUIT, 0)
    assert [(shown.item.id, shown.condition) for shown in view.items] == [("C", None), ("D", None)]


def test_bounds_do_not_rest_on_answers_of_the_same_page() -> None:
    plan = make_one_page(
        make_item("N", "n", type="integer", minimum=0, maximum=9),
        make_item("K", "k", type="integer", minimum=0, maximum="coalesce(n, 9)"),
    )
    assert show_page(plan, 1, {"n": 3}, SEED, 0).items[2].maximum == 9


def test_an_item_can_rest_on_a_choice_filled_in_on_its_own_page() -> None:
    source = make_item("M", "m", type="multi", choices=[make_choice(1), make_choice(2)])
    plan = make_plan(
        make_page("one", make_item("A", "a"), source),
        make_page(
            "two",
            make_item("P", "p", piping={"variable": "m"}),
            make_item("B", "b"),
            make_item("C", "c", show_if="p = 2 and b = 1", requirement="hard"),
        ),
    )
    answers: Answers = {"a": 1, "m": [2]}
    waiting = show_page(plan, 2, answers, SEED, 0).items[-1]
    assert (waiting.item.id, waiting.is_shown) == ("C", False)
    assert check_page(plan, 2, {"b": ["1"]}, answers, SEED).problems != ()
    assert show_page(plan, 2, {**answers, "b": 1}, SEED, 0).items[-1].is_shown


@pytest.mark.parametrize(("condition", "has_rules"), [("b = 1", True), ("a = 1", False)])
def test_a_page_says_whether_answers_to_it_can_bring_up_items(
    condition: str, *, has_rules: bool
) -> None:
    plan = make_plan(
        make_page("one", make_item("A", "a")),
        make_page("two", make_item("B", "b"), make_item("C", "c", show_if=condition)),
    )
    assert show_page(plan, 2, {"a": 1}, SEED, 0).has_rules is has_rules


def test_a_number_too_large_to_reckon_with_is_stored_all_the_same() -> None:
    plan = make_one_page(make_item("N", "n", type="integer", minimum=0, maximum=9))
    assert complete_answers(plan, {"a": 1, "n": 10**20}, SEED) == {"a": 1, "n": 10**20}
