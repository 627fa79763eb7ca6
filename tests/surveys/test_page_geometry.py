"""How the pages of the shipped study stand on a phone: the scales, and nothing too wide."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from surveys.models import Survey
from surveys.services.questionnaires import publish_version
from surveys.services.studies import read_study
from tests.factories import NOW, make_coupon, make_survey
from tests.journeys.answers import PERSON
from tests.surveys.conftest import OpenPage
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[[str, int], Page]
# Left edge, top, width and height of each choice of one row, in pixels.
BOXES = """one => [...one.querySelectorAll(".choices label")].map(label => {
    const box = label.getBoundingClientRect();
    return [box.left, box.top, box.width, box.height].map(Math.round);
})"""

# How many lines a part of the text of an element takes.
LINES = """(one, part) => {
    const range = document.createRange();
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const start = text.data.indexOf(part);
        if (start < 0) continue;
        range.setStart(text, start);
        range.setEnd(text, start + part.length);
        return new Set([...range.getClientRects()].map(box => Math.round(box.top))).size;
    }
    return 0;
}"""


@pytest.fixture
def open_study(open_page: OpenPage) -> Open:
    """Open a page of the study in a language, everything before it answered."""

    def opening(language: str, number: int) -> Page:
        version = publish_version("shenzhen", document=read_study("shenzhen"), now=NOW)
        visitor = Visitor(language)
        visitor.agree(make_coupon(make_survey("shenzhen", version=version), now=timezone.now()))
        for earlier in range(1, number):
            visitor.post(f"/s/shenzhen/page/{earlier}/", PERSON)
        return open_page(visitor, f"/s/shenzhen/page/{number}/")

    return opening


def test_five_points_stand_in_one_row_of_equal_cells_where_all_fit(open_study: Open) -> None:
    boxes = open_study("zh-CN", 4).locator("#q-driver_imp_FRI").evaluate(BOXES)
    points, apart = boxes[:5], boxes[5]
    assert len({top for _, top, _, _ in points}) == 1
    widths = [width for _, _, width, _ in points]
    assert max(widths) - min(widths) <= 1
    assert all(height >= 44 for _, _, _, height in boxes)
    # What is no point of the scale stands beneath, by itself.
    assert apart[1] >= points[0][1] + points[0][3]


def test_five_points_stand_in_one_column_where_they_do_not_fit(open_study: Open) -> None:
    boxes = open_study("en", 4).locator("#q-driver_imp_FRI").evaluate(BOXES)
    assert len({left for left, _, _, _ in boxes}) == 1
    tops = [top for _, top, _, _ in boxes]
    assert tops == sorted(set(tops))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("number", [3, 4, 6, 9, 10])
def test_no_label_of_a_cell_is_wider_than_its_cell(
    open_study: Open, number: int, language: str
) -> None:
    page = open_study(language, number)
    spans = page.locator(".row .choices span")
    assert spans.count() > 0
    assert spans.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth + 1)")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_chinese_labels_keep_off_the_borders_of_their_cells(open_study: Open) -> None:
    spans = open_study("zh-CN", 10).locator('[id^="q-belong_"] .choices span')
    assert spans.count() == 16
    gaps = spans.evaluate_all(
        """all => all.map(one => {
            const words = document.createRange();
            words.selectNodeContents(one);
            return (one.clientWidth - words.getBoundingClientRect().width) / 2;
        })"""
    )
    assert min(gaps) >= 4


@pytest.mark.parametrize(
    ("path", "place", "part"),
    [
        ("/withdraw/", "#h-code", "AB12-CD34-EF56"),
        ("/s/shenzhen/", ".about", "EXAMPLE-2026-0000-0001-A"),
    ],
)
def test_what_is_read_as_one_stands_on_one_line(
    open_study: Open, path: str, place: str, part: str
) -> None:
    page = open_study("zh-CN", 1)
    Survey.objects.update(ethics_number="EXAMPLE-2026-0000-0001-A")
    page.goto(path)
    assert page.locator(place).evaluate(LINES, part) == 1


def test_a_long_choice_of_a_list_ends_in_dots_where_it_is_cut(open_study: Open) -> None:
    industry = open_study("zh-CN", 12).locator("#c-industry")
    assert industry.evaluate("one => getComputedStyle(one).textOverflow") == "ellipsis"


def test_a_picked_cell_can_be_reached_and_seen_by_keyboard(open_study: Open) -> None:
    page = open_study("zh-CN", 4)
    page.locator('[name="driver_imp_FRI"][value="2"]').focus()
    page.keyboard.press("ArrowRight")
    picked = page.locator('[name="driver_imp_FRI"]:checked')
    assert picked.get_attribute("value") == "3"
    assert picked.evaluate("one => getComputedStyle(one.nextSibling).outlineStyle") == "solid"


def test_separators_of_a_list_are_straight_lines_between_its_corners(open_study: Open) -> None:
    lists = open_study("zh-CN", 3).locator("#q-driver_mention .choices label:not(:first-child)")
    styles = lists.evaluate_all(
        """all => all.map(one => {
            const { borderTopWidth, backgroundImage, backgroundSize } = getComputedStyle(one);
            return [borderTopWidth, backgroundImage.split("(")[0], backgroundSize];
        })"""
    )
    assert len(styles) == 12
    assert {tuple(one) for one in styles} == {("0px", "linear-gradient", "calc(100% - 16px) 1px")}
