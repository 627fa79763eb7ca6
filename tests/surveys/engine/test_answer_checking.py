"""Checking a post: what is stored, what is refused, and what counts as blank."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.errors import UnknownPageError
from surveys.engine.missing import NOT_ASKED_CODE
from surveys.engine.validation import AnswerProblem, PageResult, ProblemKind, check_page
from tests.surveys.engine.builders import SEED, make_choice, make_item, make_one_page, study

OTHER = make_choice(97, has_text=True)
NONE = make_choice(90, is_exclusive=True)
ITEMS = make_one_page(
    make_item("M", "m", type="multi", choices=[make_choice(1), make_choice(2), OTHER, NONE]),
    make_item("S", "s", choices=[make_choice(1), make_choice(96, has_text=True), OTHER]),
    make_item("N", "n", type="integer", minimum=1, maximum=50),
    make_item("K", "k", type="integer", minimum=0, maximum="coalesce(n, 99)"),
    make_item("Y", "y", type="year", minimum=1990, maximum=2020, choices=[make_choice(9999)]),
    make_item("T", "t", type="text", max_length=10, requirement="none"),
    make_item(
        "G",
        "g",
        type="matrix",
        choices=[make_choice(1), make_choice(8)],
        rows=[
            {"code": "R", "prompt": {"en": "r"}},
            {"code": "S", "prompt": {"en": "s"}, "without": [8]},
        ],
    ),
    make_item("B", "b", show_if="a = 1", requirement="hard"),
)
STUDY_RAW = st.dictionaries(
    st.sampled_from([*study().variables, "driver_mention_97_text", "nothing"]),
    st.lists(st.one_of(st.text(max_size=8), st.integers(-5, 9999).map(str)), max_size=4),
    max_size=12,
)


def check(**raw: list[str]) -> PageResult:
    return check_page(ITEMS, 1, raw, {}, SEED)


@pytest.mark.parametrize(
    ("variable", "posted", "value"),
    [
        ("a", ["2"], 2),
        ("a", [" 2 "], 2),
        ("m", ["2", "1", "2"], [1, 2]),
        ("m", ["90"], [90]),
        ("n", ["12"], 12),
        ("n", ["１２"], 12),
        ("n", ["\u202d20\u202c\u3000"], 20),
        ("n", ["007"], 7),
        ("y", ["1999"], 1999),
        ("y", ["9999"], 9999),
        ("t", ["  because "], 7),
        ("g_R", ["8"], 8),
    ],
)
def test_a_good_reply_is_stored(variable: str, posted: list[str], value: object) -> None:
    result = check(**{variable: posted})
    assert result.answers[variable] == value
    assert not [one for one in result.problems if one.variable == variable]


@pytest.mark.parametrize(
    ("variable", "posted", "kind", "limit"),
    [
        ("a", ["3"], ProblemKind.UNKNOWN_CODE, None),
        ("a", ["1", "2"], ProblemKind.SEVERAL_CODES, None),
        ("m", ["1", "7"], ProblemKind.UNKNOWN_CODE, None),
        ("m", ["1", "90"], ProblemKind.EXCLUSIVE, None),
        ("n", ["many"], ProblemKind.NOT_A_NUMBER, None),
        ("n", ["1.5"], ProblemKind.NOT_A_NUMBER, None),
        ("n", ["5²"], ProblemKind.NOT_A_NUMBER, None),
        ("n", ["9" * 400], ProblemKind.NOT_A_NUMBER, None),
        ("n", ["0"], ProblemKind.BELOW_MINIMUM, 1),
        ("n", ["-3"], ProblemKind.BELOW_MINIMUM, 1),
        ("n", ["51"], ProblemKind.ABOVE_MAXIMUM, 50),
        ("y", ["1989"], ProblemKind.BELOW_MINIMUM, 1990),
        ("t", ["far too long a text"], ProblemKind.TOO_LONG, 10),
        ("g_S", ["8"], ProblemKind.UNKNOWN_CODE, None),
    ],
)
def test_a_bad_reply_is_refused_and_not_stored(
    variable: str, posted: list[str], kind: ProblemKind, limit: int | None
) -> None:
    result = check(**{variable: posted})
    assert AnswerProblem(variable, kind, limit) in result.problems
    assert variable not in result.answers


@pytest.mark.parametrize(("known", "limit", "origin"), [("3", 3, "n"), ("", 99, "")])
def test_a_bound_follows_another_answer_of_the_same_post_and_names_it(
    known: str, limit: int, origin: str
) -> None:
    result = check(n=[known], k=["100"])
    assert AnswerProblem("k", ProblemKind.ABOVE_MAXIMUM, limit, origin) in result.problems


@pytest.mark.parametrize(
    ("minimum", "origin"),
    [
        (5, ""),
        ("n", "n"),
        ("n + 1", "n"),
        ("if(a = 1, 8, 2)", "a"),
        ("max(n, 2)", "n"),  # without n there is no bound
        ("coalesce(max(7, without(n, 99)), 7)", ""),  # 7 with n and without
        ("n + a", ""),  # two answers, neither alone
        ("survey_year - 2000", ""),
    ],
)
def test_only_an_answer_without_which_the_bound_were_another_is_named(
    minimum: object, origin: str
) -> None:
    plan = make_one_page(
        make_item("N", "n", type="integer", minimum=0, maximum=9),
        make_item("K", "k", type="integer", minimum=minimum, maximum=99),
    )
    result = check_page(plan, 1, {"a": ["1"], "n": ["6"], "k": ["1"]}, {}, SEED)
    assert [(one.kind, one.rests_on) for one in result.problems] == [
        (ProblemKind.BELOW_MINIMUM, origin)
    ]


def test_soft_blanks_are_named_and_optional_ones_are_not() -> None:
    assert check().blanks == ("a", "m", "s", "n", "k", "y", "g_R", "g_S")


@pytest.mark.parametrize("posted", [[], [""], ["  "], ["\u200b\u3000"]])
def test_a_hard_blank_is_a_problem_once_its_item_is_shown(posted: list[str]) -> None:
    shown = check(a=["1"], b=posted)
    assert shown.problems == (AnswerProblem("b", ProblemKind.BLANK),)
    assert check(a=["2"], b=posted).problems == ()


def test_a_hidden_item_is_not_asked_whatever_was_posted() -> None:
    assert check(a=["2"], b=["1"]).answers["b"] == NOT_ASKED_CODE


def test_words_stand_apart_from_answers() -> None:
    result = check(m=["97"], m_97_text=["my words"], t=["because"])
    assert result.texts == {"m_97_text": "my words", "t": "because"}
    assert result.answers["m"] == [97]
    assert "because" not in result.answers.values()


@pytest.mark.parametrize("ticked", [[], ["1"], ["97", "1"]])
def test_words_beside_a_choice_tick_it(ticked: list[str]) -> None:
    result = check(m=ticked, m_97_text=["my words"])
    assert result.answers["m"] == [int(code) for code in sorted({*ticked, "97"})]
    assert result.texts == {"m_97_text": "my words"}


def test_words_beside_none_of_these_are_a_problem() -> None:
    result = check(m=["90"], m_97_text=["my words"])
    assert AnswerProblem("m", ProblemKind.WORDS_UNPICKED) in result.problems


def test_words_alone_pick_their_choice_of_a_single_item() -> None:
    result = check(s=[], s_97_text=["my words"])
    assert (result.answers["s"], result.texts) == (97, {"s_97_text": "my words"})


def test_words_beside_another_pick_of_a_single_item_are_a_problem() -> None:
    result = check(s=["1"], s_97_text=["my words"])
    assert AnswerProblem("s", ProblemKind.WORDS_UNPICKED) in result.problems
    assert "s" not in result.answers
    assert result.texts == {}


def test_words_beside_two_choices_of_a_single_item_are_a_problem() -> None:
    result = check(s_97_text=["my words"], s_96_text=["more words"])
    assert AnswerProblem("s", ProblemKind.SEVERAL_CODES) in result.problems


def test_empty_words_pick_nothing() -> None:
    assert "s" not in check(s_97_text=[" "], m_97_text=[""]).answers


def test_other_text_is_never_required() -> None:
    assert check(m=["97"]).problems == ()


def test_text_is_counted_in_characters_and_line_breaks_as_one() -> None:
    assert check(t=["𠮷" * 10]).answers["t"] == 10
    assert check(t=["12345\r\n789"]).answers["t"] == 9
    too_long = AnswerProblem("t", ProblemKind.TOO_LONG, 10)
    assert check(t=["𠮷" * 11]).problems == (too_long,)


def test_words_nobody_can_see_are_no_answer() -> None:
    result = check(t=["\u200b\ufeff"], m_97_text=["\u200b"])
    assert not {"t", "m"} & result.answers.keys()
    assert result.texts == {}


def test_control_characters_never_reach_the_store() -> None:
    assert check(t=["a\x00b\r\n\td\ud800"]).texts == {"t": "ab\n d"}


def test_a_page_that_ends_the_interview_asks_for_nothing_more() -> None:
    result = check_page(study(), 1, {"birth_year": ["9999"]}, {}, SEED)
    assert (result.problems, result.blanks) == ((), ())


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_outside_the_questionnaire_is_refused(number: int) -> None:
    with pytest.raises(UnknownPageError):
        check_page(ITEMS, number, {}, {}, SEED)


@given(st.integers(1, 7), STUDY_RAW)
def test_any_post_gives_a_result(number: int, raw: dict[str, list[str]]) -> None:
    result = check_page(study(), number, raw, {}, SEED)
    own = study().page_variables(number)
    assert result.answers.keys() <= own
    assert set(result.blanks) <= own - result.answers.keys()
    assert set(result.texts) <= set(study().page_text_variables(number))
