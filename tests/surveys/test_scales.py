"""The points of a scale: one row of equal cells where all labels fit, and what stands apart."""

import re

import pytest

from surveys.forms.page import build_form, render_question
from surveys.forms.scales import fits_in_cells
from tests.surveys.engine.builders import study

ITEMS = {item.id: item for page in study().pages for item in page.items}


@pytest.mark.parametrize(
    ("labels", "fits"),
    [
        (["完全不重要", "不太重要", "一般", "比较重要", "非常重要"], True),
        (["None", "1–2", "3–5", "6–10", "11 or more"], True),
        (["Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree"], False),
        (["Strongly disagree", "Disagree", "Basically agree", "Strongly agree"], True),
        (["无", "这一项的文字实在太长所以三行也放不下", "有", "多", "很多"], False),
        (["无", "九个汉字正好放三行", "有", "多", "很多"], True),
        (["无", "十个汉字就要放四行了", "有", "多", "很多"], False),
        (["是", "否"], True),
        ([], True),
    ],
)
def test_a_row_holds_labels_of_three_lines_without_a_broken_word(
    labels: list[str], *, fits: bool
) -> None:
    assert fits_in_cells(labels) is fits


@pytest.mark.parametrize(
    ("item_id", "language", "row_class"),
    [
        ("C3", "zh-Hans", "row fits"),
        ("C3", "en", "row"),
        ("D3", "en", "row fits"),
        ("F1", "zh-Hans", "row fits"),
        ("G1", "en", "row fits"),
    ],
)
def test_each_scale_of_the_study_is_a_row_where_it_fits(
    item_id: str, language: str, row_class: str
) -> None:
    item = ITEMS[item_id]
    markup = render_question(build_form(item, language), item.rows[0].variable)
    assert re.search(r'<fieldset class="item ([^"]*)"', markup)[1] == row_class  # type: ignore[index]


def test_what_is_no_point_of_the_scale_stands_apart() -> None:
    apart = {item.id: [one.code for one in item.choices if one.is_apart] for item in ITEMS.values()}
    assert {key: codes for key, codes in apart.items() if codes} == {
        "C3": [8],
        "C3b": [8],
        "F1": [8],
        "F2": [8],
    }
