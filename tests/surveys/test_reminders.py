"""A page that comes back says so at once, and what it says goes with its reason."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Page

from surveys.services.questionnaires import publish_version
from surveys.services.studies import read_study
from tests.factories import NOW, make_coupon, make_document, make_survey, make_version
from tests.journeys.answers import PERSON
from tests.surveys.conftest import OpenPage
from tests.visitor import Visitor

PAGE_1, PAGE_2, PAGE_3 = (f"/s/small/page/{number}/" for number in (1, 2, 3))
FIRST_IN_MAIN = re.compile(
    r'<main[^>]*>\s*<div id="notice"[^>]*>\s*<div [^>]*id="summary" tabindex="-1" role="alert"'
)


def begin(language: str = "en", *, page: int = 1) -> Visitor:
    visitor = Visitor(language)
    visitor.agree(make_coupon(make_survey("small"), now=timezone.now()))
    if page > 1:
        visitor.post(PAGE_1, {"adult": "1"})
    if page > 2:
        visitor.post(PAGE_2, {"reasons": "90"})
    return visitor


@pytest.fixture
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_the_window")
@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("en", "Please check: one question · Page", "Please check: 2 questions · Page"),
        ("zh-hans", "请检查1道题 · Page", "请检查2道题 · Page"),
    ],
)
def test_title_and_first_lines_say_what_is_to_be_looked_at(
    language: str, one: str, several: str
) -> None:
    visitor = begin(language)
    assert "<title>Page 1" in visitor.get(PAGE_1)
    visitor.post(PAGE_1)
    assert f"<title>{one} 1" in visitor.text
    assert FIRST_IN_MAIN.search(visitor.text)
    visitor.post(PAGE_1, {"adult": "1"})
    visitor.post(PAGE_2, {"reasons": "90"})
    visitor.post(PAGE_3)
    assert f"<title>{several} 3" in visitor.get(PAGE_3)
    assert FIRST_IN_MAIN.search(visitor.text)


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_the_window")
def test_a_note_beside_words_is_tied_to_them_with_their_limit() -> None:
    visitor = begin(page=2)
    visitor.post(PAGE_2, {"reasons": "90", "comment": "x" * 201})
    assert 'aria-describedby="l-comment n-comment" aria-invalid="true"' in visitor.text


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_the_window")
@pytest.mark.parametrize(
    ("language", "too_high", "too_low"),
    [
        (
            "en",
            "Please write no more than 3, the number of people you gave above.",
            "You were born in 1996 by your earlier answer: please choose 1996 or a later year.",
        ),
        (
            "zh-CN",
            "请填写不超过3人，即您前面填写的人数。",
            "您前面选的出生年份是1996年，请选择1996年或之后的年份。",
        ),
    ],
)
def test_a_broken_bound_names_the_answer_that_sets_it(
    language: str, too_high: str, too_low: str
) -> None:
    version = publish_version("shenzhen", document=read_study("shenzhen"), now=NOW)
    visitor = Visitor(language)
    visitor.agree(make_coupon(make_survey("shenzhen", version=version)))
    replies = {**PERSON, "deg_know": "3", "deg_contact": "4", "move_year": "1990"}
    said = set()
    while "/page/" in visitor.place:
        place = visitor.place
        visitor.post(place, replies)
        if visitor.reply.status_code == 200:
            said |= {one for one in (too_high, too_low) if one in visitor.text}
            visitor.post(place, {**replies, "move_year": "2021", "deg_contact": "3"})
    assert said == {too_high, too_low}


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_the_window")
@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Going by your answer to “How many cats?”, please write a number of at most 3.",
        ),
        ("zh-hans", "根据您对“一共养过多少只猫？”的回答，请填写不大于3的数字。"),
    ],
)
def test_without_words_of_the_study_the_answer_is_named_by_its_prompt(
    language: str, said: str
) -> None:
    document = make_document()
    cats = document["pages"][2]["items"][1]
    cats["prompt"] = {"en": "How many cats?", "zh-Hans": "一共养过多少只猫？"}
    black = {**cats, "id": "BLACK", "variable": "black", "maximum": "coalesce(contacts, 99)"}
    document["pages"][2]["items"].append(black)
    visitor = Visitor(language)
    survey = make_survey("small", version=make_version("cats", document=document))
    visitor.agree(make_coupon(survey))
    visitor.post(PAGE_1, {"adult": "1"})
    visitor.post(PAGE_2, {"reasons": "90"})
    visitor.post(PAGE_3, {"gender": "1", "contacts": "3", "black": "4"})
    assert said in visitor.text


def read_notes(page: Page) -> tuple[str, list[str], list[str]]:
    """The title, the lines of the summary, and what is tied to a note or called invalid."""
    tied = "(all) => all.map((one) => one.id || one.name)"
    return (
        page.title(),
        page.locator("#summary li").all_inner_texts(),
        page.locator('[aria-describedby^="n-"], [aria-invalid]').evaluate_all(tied),
    )


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_reminder_goes_as_soon_as_its_question_is_answered(open_page: OpenPage) -> None:
    visitor = begin(page=3)
    visitor.post(PAGE_3)
    page = open_page(visitor, PAGE_3)
    study = "A small questionnaire"
    title, lines, tied = read_notes(page)
    assert title == f"Please check: 2 questions · Page 3 · {study}"
    assert lines == ["About gender?", "About contacts?"]
    assert tied == ["q-gender", "c-contacts"]
    assert page.evaluate("document.activeElement.id") == "summary"
    page.locator("[name=contacts]").fill("1")
    assert page.locator("#n-contacts").count() == 0
    assert read_notes(page)[1:] == (["About gender?"], ["q-gender"])
    page.locator("[name=gender][value='2']").check()
    assert read_notes(page) == (f"Page 3 · {study}", [], [])
    assert page.locator(".note, #summary").count() == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_required_answer_given_takes_its_fault_away(open_page: OpenPage) -> None:
    page = open_page(begin(), PAGE_1)
    page.locator("[data-main]").click()
    page.wait_for_selector("#summary")
    assert page.title().startswith("Please check: one question · ")
    assert page.evaluate("document.activeElement.id") == "summary"
    assert page.locator("#q-adult").get_attribute("aria-invalid") == "true"
    page.locator("[name=adult][value='1']").check()
    assert read_notes(page) == ("Page 1 · A small questionnaire", [], [])
    assert page.locator(".note, #summary").count() == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_fault_other_than_a_blank_stays_until_the_server_has_seen_the_answer(
    open_page: OpenPage,
) -> None:
    page = open_page(begin(page=3), PAGE_3)
    page.locator("[name=contacts]").fill("many")
    page.locator("[data-main]").click()
    page.wait_for_selector("#n-contacts")
    page.locator("[name=contacts]").fill("5")
    assert page.locator("#n-contacts").is_visible()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("typed", "count", "is_taken"),
    [
        ("𠮷" * 200, "200 / 200", True),
        ("字" * 99 + "\n" + "字" * 100, "200 / 200", True),
        ("  " + "a" * 200 + "\n", "200 / 200", True),
        ("𠮷" * 199 + "é\u0301", "201 / 200", False),
        ("𠮷" * 150 + "a" * 60, "210 / 200", False),
    ],
)
def test_characters_are_counted_alike_in_browser_and_server(
    open_page: OpenPage, typed: str, count: str, *, is_taken: bool
) -> None:
    visitor = begin(page=2)
    page = open_page(visitor, PAGE_2)
    page.locator("[name=reasons][value='90']").check()
    page.locator("[name=comment]").focus()
    page.keyboard.insert_text(typed)
    assert count in page.locator("#l-comment").inner_text()
    page.locator("[data-main]").click()
    if is_taken:
        page.wait_for_url("**/page/3/")
        assert visitor.response.answers["comment"] == 200
    else:
        page.wait_for_selector("#n-comment")
        assert "Please keep to 200 characters." in page.locator("#n-comment").inner_text()
        assert page.locator("[name=comment]").input_value() == typed
