"""The shipped study says exactly what its source says, and asks exactly whom it should."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from surveys.engine.flow import find_end, show_page
from surveys.engine.missing import NOT_ASKED_CODE
from surveys.engine.schema import Answers, Choice, Context, Order, Requirement, Row, Text
from surveys.engine.validation import ProblemKind, check_page
from tests.surveys.engine.builders import RECRUIT, SEED, study

SOURCE = json.loads(
    (Path(__file__).parent / "questionnaire_source.json").read_text(encoding="utf-8")
)
# Words to authors in the source, left out of what respondents read.
AUTHOR_NOTES = (
    *(" (exclusive)", "（互斥）"),
    *(" Select all that apply.", "（可多选）"),  # the page says it, once for every item
    *(" (rows KIN, PAR, ALU, FRI only)", "（仅“家人、伴侣、校友、朋友”四行）"),
)
TYPES = {
    "select-year": "year",
    "text (200 characters)": "text",
    "matrix, one row per card": "matrix",
    "single, options piped from C2": "single",
    "single, options piped from E4": "single",
    "integer 0–9999": "integer",
    "integer 0–R1": "integer",
}
ITEMS = {item.id: item for page in study().pages for item in page.items}
SOURCE_ITEMS = {item["id"]: item for item in SOURCE["items"]}
ASKED_ITEMS = sorted(SOURCE_ITEMS.keys() - {"Q1"})
# The rows of one item of the source stand on two pages.
HALVES = {"C3": ("C3", "C3b")}
ATTENTION = next(row for row in ITEMS["C3b"].rows if row.item_id == "Q1")
# Wordings of "other" where it is piped and has no box to write in.
REWORDED = {"C4": {97}, "E5": {97}}


def said(source: dict[str, str]) -> dict[str, str]:
    """A source's wording as respondents read it."""
    words = {"en": source["en"], "zh-Hans": source["zh"]}
    for note in AUTHOR_NOTES:
        words = {language: text.replace(note, "") for language, text in words.items()}
    return words


def source_choices(source: dict[str, Any]) -> list[dict[str, Any]]:
    listed = source.get("options", source.get("scale", []))
    return SOURCE["option_sets"][source["option_set"]] if "option_set" in source else listed


def labels(choices: tuple[Choice, ...] | tuple[Row, ...]) -> dict[int | str, Text]:
    return {one.code: one.label if isinstance(one, Choice) else one.prompt for one in choices}


def test_the_study_has_the_45_items_of_its_source() -> None:
    assert len(SOURCE_ITEMS) == 45
    assert ITEMS.keys() | {"Q1"} == SOURCE_ITEMS.keys() | {"C3b"}


def test_both_halves_of_an_item_ask_the_same_with_the_same_scale() -> None:
    first, second = (ITEMS[one] for one in HALVES["C3"])
    assert (first.prompt, first.choices) == (second.prompt, second.choices)
    assert (first.order, first.requirement) == (second.order, second.requirement)


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_no_prompt_repeats_what_the_page_says_of_several_answers(language: str) -> None:
    several = [item.prompt[language] for item in ITEMS.values() if item.type == "multi"]
    assert not [words for words in several if "可多选" in words or "all that apply" in words]


@pytest.mark.parametrize("item_id", ASKED_ITEMS)
def test_an_item_has_the_variable_type_and_words_of_its_source(item_id: str) -> None:
    item, source = ITEMS[item_id], SOURCE_ITEMS[item_id]
    assert item.variable == source["variable"]
    assert item.type == TYPES.get(source["type"], source["type"])
    assert item.prompt == said(source["text"])
    assert item.maps_to == source["maps_to"]


@pytest.mark.parametrize("item_id", sorted(set(ASKED_ITEMS) - {"A1"}))
def test_choices_have_the_codes_and_words_of_their_source(item_id: str) -> None:
    own = labels(ITEMS[item_id].choices)
    for code in REWORDED.get(item_id, ()):
        del own[code]
    source = source_choices(SOURCE_ITEMS[item_id])
    assert own == {choice["code"]: said(choice) for choice in source}


@pytest.mark.parametrize("item_id", ["C3", "D3", "F1", "G1"])
def test_rows_have_the_codes_and_words_of_their_source(item_id: str) -> None:
    halves = [ITEMS[one] for one in HALVES.get(item_id, (item_id,))]
    rows = tuple(row for half in halves for row in half.rows if not row.item_id)
    source = SOURCE_ITEMS[item_id]["rows"]
    assert labels(rows) == {row["code"]: said(row) for row in source}
    assert {row.variable for row in rows} == {
        f"{ITEMS[item_id].variable}_{row['code']}" for row in source
    }


def test_the_attention_row_has_the_words_of_its_source() -> None:
    source = SOURCE_ITEMS["Q1"]
    assert (ATTENTION.variable, ATTENTION.prompt) == (source["variable"], said(source["text"]))


@pytest.mark.parametrize("item_id", ASKED_ITEMS)
def test_exclusive_other_refused_and_classed_choices_follow_the_source(item_id: str) -> None:
    flags = SOURCE_ITEMS[item_id]["flags"]
    listed = source_choices(SOURCE_ITEMS[item_id])
    classes: dict[int | str, str] = {one["code"]: one.get("class", "") for one in listed}
    for choice in ITEMS[item_id].choices:
        if choice.code in REWORDED.get(item_id, ()):
            continue
        assert choice.is_exclusive == (f"exclusive:{choice.code}" in flags)
        assert choice.has_text == (choice.code == 97)
        assert (choice.missing is not None) == (str(choice.code) == "99")
        assert choice.group == classes.get(choice.code, "")


@pytest.mark.parametrize("item_id", ASKED_ITEMS)
def test_order_and_requirement_follow_the_source(item_id: str) -> None:
    item, source = ITEMS[item_id], SOURCE_ITEMS[item_id]
    assert (item.order is Order.RANDOM) == source["order"].startswith("random")
    optional = Requirement.SOFT if source["required"] else Requirement.NONE
    assert item.requirement is (Requirement.HARD if source["block"] == "A" else optional)


def list_words() -> Iterator[str]:
    document = study().document
    yield from document.title.values()
    for page in study().pages:
        yield from page.title.values()
    for text in document.texts.values():
        yield from text.values()


def test_no_text_pushes_anybody_to_recruit() -> None:
    pushing = ("转发有奖", "分享得红包", "助力", "必转", "集赞", "share now", "lottery", "reward")
    assert not [word for word in pushing for text in list_words() if word in text.lower()]


def test_boxes_of_consent_stand_apart() -> None:
    boxes = {key for key in study().document.texts if key.startswith("consent.box.")}
    assert boxes == {f"consent.box.{name}" for name in ("participate", "wechat", "sharing")}


# Whom each item with a condition is asked: answers that decide, and whether it is asked.
SHOWN = [
    ("A5", {"hukou_prov": 44}, True),
    ("A5", {"hukou_prov": 43}, False),
    ("A5", {}, False),
    ("C4", {"driver_mention": [1, 2]}, True),
    ("C4", {"driver_mention": [1, 97]}, True),
    ("C4", {"driver_mention": [1]}, False),
    ("C4", {"driver_mention": [90]}, False),
    ("C4", {}, False),
    ("C5", {"driver_mention": [6]}, True),
    ("C5", {"driver_mention": [1], "driver_imp_SOC": 4}, True),
    ("C5", {"driver_mention": [1], "driver_imp_SOC": 5}, True),
    ("C5", {"driver_imp_SOC": 5}, True),
    ("C5", {"driver_mention": [1], "driver_imp_SOC": 3}, False),
    ("C5", {"driver_mention": [1]}, False),
    *(("C7", {"driver_mention": [code]}, True) for code in (7, 8, 9, 10)),
    ("C7", {"driver_mention": [1, 6, 11]}, False),
    ("C7", {"driver_mention": [90]}, False),
    ("E2", {"help": [8]}, True),
    ("E2", {"help": [90]}, False),
    ("E2", {}, False),
    ("E3", {"help": [1]}, True),
    ("E3", {"help": [90]}, False),
    ("E5", {"job_channel": [1, 97]}, True),
    ("E5", {"job_channel": [9, 10, 11]}, True),
    ("E5", {"job_channel": [1, 11]}, False),
    ("E5", {"job_channel": [11]}, False),
    ("E5", {"job_channel": [90]}, False),
    ("E6", {"job_channel": [11]}, True),
    ("E6", {"job_channel": [90]}, False),
    ("E6", {}, False),
    *(("F2", {"parents_loc": code}, True) for code in (1, 2, 3, 4, 99)),
    ("F2", {"parents_loc": 7}, False),
    ("F2", {"parents_loc": -1}, False),
    *(("F3", {"partner_before": code}, True) for code in (2, 3, 4)),
    ("F3", {"partner_before": 1}, False),
    ("F3", {"partner_before": 99}, False),
    ("G3", {"stay": 1}, True),
    ("G3", {"stay": 2}, False),
    ("G3", {"stay": 3}, False),
    *(("R4", {"recruiter_rel": code}, True) for code in range(1, 7)),
    ("R4", {"recruiter_rel": 7}, False),
    ("R4", {"recruiter_rel": 99}, False),
]


def shown_ids(answers: Answers, context: Context) -> set[str]:
    pages = range(1, len(study().pages) + 1)
    views = [show_page(study(), number, answers, context, 0) for number in pages]
    return {shown.item.id for view in views for shown in view.items if shown.is_shown}


@pytest.mark.parametrize(("item_id", "answers", "is_asked"), SHOWN)
def test_a_condition_decides_who_is_asked(
    item_id: str, answers: Answers, *, is_asked: bool
) -> None:
    assert (item_id in shown_ids(answers, RECRUIT)) is is_asked


def test_the_recruiter_is_asked_about_only_after_a_referral_link() -> None:
    assert shown_ids({}, RECRUIT) - shown_ids({}, SEED) == {"R3"}


def test_every_condition_has_cases_both_ways() -> None:
    conditional = {item.id for item in ITEMS.values() if item.show_if or item.piping} - {"R3"}
    assert {item_id for item_id, _, asked in SHOWN if asked} == conditional
    assert {item_id for item_id, _, asked in SHOWN if not asked} == conditional


# Who is screened out, and by which rule.
ENDS = [
    ({"birth_year": 9999}, "under_18"),
    ({"birth_year": 2008}, "under_18"),
    ({"birth_year": 2007}, None),
    ({"live_sz": 3}, "not_in_shenzhen"),
    ({"live_sz": 2}, None),
    ({"edu": 1}, "no_degree"),
    ({"edu": 2}, "junior_college"),
    ({"edu": 3}, None),
    ({"hukou_prov": 88}, "no_mainland_hukou"),
    ({"hukou_prov": 11}, None),
    ({"hukou_prov": 44, "hukou_city_gd": 4403}, "from_shenzhen"),
    ({"hukou_prov": 44, "hukou_city_gd": 4401}, None),
    ({"hukou_prov": 11, "hukou_city_gd": 4403}, None),
]


@pytest.mark.parametrize(("answers", "reason"), ENDS)
def test_an_end_rule_screens_out_whom_it_should(answers: Answers, reason: str | None) -> None:
    end = find_end(study(), answers, SEED)
    assert (end.reason if end else None) == reason


def test_every_end_rule_has_a_case() -> None:
    rules = {rule.reason for item in ITEMS.values() for rule in item.end_rules}
    assert {reason for _, reason in ENDS} == rules | {None}


def test_a_study_may_admit_junior_college() -> None:
    admitting = Context(2025, is_referred=False, parameters={"admits_junior_college": 1})
    assert find_end(study(), {"edu": 2}, admitting) is None
    assert find_end(study(), {"edu": 1}, admitting) is not None


def test_birth_years_run_down_from_18_and_end_with_under_18() -> None:
    codes = [one.code for one in show_page(study(), 1, {}, SEED, 0).items[0].choices]
    assert (codes[0], codes[-2:], len(codes)) == (2007, [1930, 9999], 79)


def test_nobody_moved_before_being_born() -> None:
    result = check_page(study(), 2, {"move_year": ["1980"]}, {"birth_year": 1990}, SEED)
    assert [(one.kind, one.limit) for one in result.problems] == [(ProblemKind.BELOW_MINIMUM, 1990)]


def test_contacts_cannot_exceed_the_people_known() -> None:
    result = check_page(study(), 12, {"deg_know": ["20"], "deg_contact": ["21"]}, {}, SEED)
    assert [(one.variable, one.limit) for one in result.problems] == [("deg_contact", 20)]


def test_the_only_way_to_a_job_is_filled_in_beside_an_uncounted_one() -> None:
    result = check_page(study(), 8, {}, {"job_channel": [3, 11]}, SEED)
    assert result.answers["job_channel_main"] == 3


def test_someone_who_never_worked_is_not_asked_about_the_job() -> None:
    result = check_page(study(), 8, {}, {"job_channel": [90]}, SEED)
    assert result.answers["job_channel_main"] == NOT_ASKED_CODE
    assert result.answers["job_factor"] == NOT_ASKED_CODE
