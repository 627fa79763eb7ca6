"""The pages of an interview: the server decides, nothing typed is lost, nobody is pressed."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from surveys.models import PageVisit, Response, Survey
from tests.factories import NOW, make_coupon, make_document, make_survey, make_version
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
PAGE_1, PAGE_2, PAGE_3 = (f"/s/small/page/{number}/" for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def begin(language: str = "en", *, page: int = 1, survey: Survey | None = None) -> Visitor:
    visitor = Visitor(language)
    visitor.agree(make_coupon(survey or make_survey("small")))
    if page > 1:
        visitor.post(PAGE_1, {"adult": "1"})
    if page > 2:
        visitor.post(PAGE_2, {"reasons": ["1", "2"], "decisive": "1"})
    return visitor


def test_the_journey_ends_with_thanks() -> None:
    assert begin().answer() == "/s/small/thanks/"


def test_a_person_the_study_is_not_about_is_told_so_kindly() -> None:
    visitor = begin()
    assert visitor.post(PAGE_1, {"adult": "2"}) == "/s/small/ended/"
    page = visitor.get("/s/small/ended/")
    assert "Thank you for your interest" in page
    assert "/invite/" not in page
    assert visitor.response.state == Response.State.SCREENED_OUT


def test_a_page_beyond_the_one_reached_leads_back() -> None:
    visitor = begin()
    visitor.get(PAGE_3)
    assert visitor.place == PAGE_1


def test_a_post_beyond_the_page_reached_stores_nothing() -> None:
    visitor = begin()
    assert visitor.post(PAGE_3, {"gender": "1"}) == PAGE_1
    assert visitor.response.answers == {}


def test_a_stranger_is_led_to_what_the_study_is_about() -> None:
    make_survey("small")
    visitor = Visitor()
    visitor.get(PAGE_1)
    assert visitor.place == "/s/small/"


def test_progress_is_said_in_words_and_as_a_bar() -> None:
    page = begin().get(PAGE_1)
    assert "Page 1 of 3" in page
    assert '<progress id="progress" value="0" max="3">' in page


def test_the_bar_is_not_full_before_the_end() -> None:
    page = begin(page=3).get(PAGE_3)
    assert "Page 3 of 3" in page
    assert '<progress id="progress" value="2" max="3">' in page


def test_a_required_answer_left_out_is_named_beside_its_question() -> None:
    visitor = begin()
    visitor.post(PAGE_1)
    assert visitor.reply.status_code == 200
    assert 'href="#q-adult"' in visitor.text
    assert 'aria-describedby="n-adult" aria-invalid="true"' in visitor.text
    assert "<title>Please check" in visitor.text


def test_what_was_typed_comes_back_with_the_problem() -> None:
    visitor = begin(page=3)
    visitor.post(PAGE_3, {"gender": "1", "contacts": 'many"><b>'})
    assert "Please write a whole number" in visitor.text
    assert 'value="many&quot;&gt;&lt;b&gt;"' in visitor.text
    assert 'value="1" checked' in visitor.text


def test_none_of_these_together_with_others_is_refused_in_plain_words() -> None:
    visitor = begin(page=2)
    visitor.post(PAGE_2, {"reasons": ["1", "90"]})
    assert "Keep one or the other" in visitor.text


def test_blanks_are_pointed_out_once_and_then_accepted() -> None:
    visitor = begin(page=2)
    assert visitor.post(PAGE_2) == PAGE_2
    page = visitor.get(PAGE_2)
    assert "You left one question blank. You can answer it or go on." in page
    assert "You left this blank." in page
    assert visitor.post(PAGE_2) == PAGE_3


def test_refused_and_skipped_are_stored_differently() -> None:
    visitor = begin(page=3)
    visitor.answer({"gender": "99", "contacts": ""})
    assert visitor.response.answers["gender"] == 99
    assert visitor.response.answers["contacts"] == -1


def test_a_question_of_the_same_page_waits_for_its_condition() -> None:
    page = begin(page=2).get(PAGE_2)
    assert re.search(r'id="q-decisive"[^>]* hidden data-condition="{&quot;op&quot;', page)


def test_a_question_whose_condition_came_true_is_shown_without_javascript() -> None:
    visitor = begin(page=2)
    visitor.post(PAGE_2, {"reasons": ["1", "2"]})
    page = visitor.get(PAGE_2)
    assert re.search(r'id="q-decisive"[^>]* data-condition', page)
    assert not re.search(r'id="q-decisive"[^>]* hidden', page)


def test_stored_answers_come_back_to_their_places() -> None:
    visitor = begin(page=3)
    visitor.post(PAGE_2, {"reasons": ["1", "97"], "reasons_97_text": "<sea>", "comment": "a & b"})
    page = visitor.get(PAGE_2)
    assert page.count(" checked") == 2
    assert 'value="&lt;sea&gt;"' in page
    assert ">a &amp; b</textarea>" in page


def test_back_keeps_what_was_typed_and_leads_one_page_back() -> None:
    visitor = begin(page=3)
    assert visitor.post(PAGE_3, {"back": "1", "contacts": "7"}) == PAGE_2
    assert visitor.response.answers["contacts"] == 7


def test_an_answer_can_be_changed_after_going_back() -> None:
    visitor = begin(page=3)
    visitor.post(PAGE_1, {"adult": "1"})
    visitor.post(PAGE_2, {"reasons": ["2"], "decisive": "2"})
    assert visitor.response.answers["reasons"] == [2]


@pytest.mark.parametrize(("page", "replies"), [(PAGE_2, {"reasons": ["1"], "decisive": "1"})])
def test_a_page_sent_twice_leads_to_the_same_place(page: str, replies: dict[str, Any]) -> None:
    visitor = begin(page=2)
    assert visitor.post(page, replies) == visitor.post(page, replies) == PAGE_3


def test_the_last_page_sent_twice_gives_the_same_three_coupons() -> None:
    visitor = begin(page=3)
    last = {"gender": "2", "contacts": "12"}
    assert visitor.post(PAGE_3, last) == visitor.post(PAGE_3, last) == "/s/small/thanks/"
    assert visitor.response.recruit.coupons.count() == 3


def test_a_finished_interview_is_not_changed_by_an_old_page() -> None:
    visitor = begin()
    visitor.answer()
    visitor.post(PAGE_2, {"reasons": ["90"]})
    assert visitor.reply.status_code == 409
    assert "this interview is already finished" in visitor.text
    assert visitor.response.answers["reasons"] == [1, 2]


def test_changing_the_language_keeps_what_was_typed() -> None:
    visitor = begin(page=2)
    assert visitor.post(PAGE_2, {"reasons": ["2"], "comment": "x", "language": "zh-hans"}) == PAGE_2
    page = visitor.get(PAGE_2)
    assert '<html lang="zh-Hans">' in page
    assert "Page 2（中文）" in page
    assert 'name="reasons" value="2" checked' in page
    assert visitor.response.language == "zh-Hans"


def test_changing_the_language_keeps_even_what_cannot_be_stored() -> None:
    visitor = begin(page=3)
    visitor.post(PAGE_3, {"contacts": "about ten", "language": "zh-hans"})
    assert "Page 3（中文）" in visitor.text
    assert 'value="about ten"' in visitor.text


def test_the_resume_link_brings_another_browser_to_the_same_page() -> None:
    first = begin(page=2)
    assert f"http://testserver/c/{first.key}" in first.get(PAGE_2)
    second = Visitor()
    second.get(f"/c/{first.key}")
    assert "response-small" not in second.client.cookies
    assert second.post(f"/c/{first.key}") == PAGE_2
    assert "Page 2 of 3" in second.get(PAGE_2)


def test_a_resume_link_copied_with_what_stood_around_it_leads_back_too() -> None:
    first = begin(page=2)
    second = Visitor()
    copied = f"/c/{first.key.replace('-', '–')}\u200b。"
    assert second.post(copied) == PAGE_2
    assert second.client.cookies["response-small"].value == first.key


def test_the_resume_page_speaks_the_language_of_the_interview() -> None:
    first = begin(page=2)
    assert 'lang="en"' in Visitor(language="zh-hans").get(f"/c/{first.key}")


def test_a_wrong_resume_link_is_not_found() -> None:
    visitor = Visitor()
    visitor.get("/c/" + "x" * 22)
    assert visitor.reply.status_code == 404


def test_no_address_on_the_way_carries_the_key_or_the_person() -> None:
    visitor = begin()
    person = visitor.response.respondent.pseudonym
    places = []
    while "/page/" in visitor.place:
        places.append(visitor.place)
        visitor.post(visitor.place, {"adult": "1", "reasons": "90", "gender": "1", "contacts": "1"})
    places.append(visitor.place)
    assert not [place for place in places if visitor.key in place or person in place]


def test_a_page_cannot_be_posted_from_another_site() -> None:
    visitor = begin()
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    strict.cookies["response-small"] = visitor.key
    reply = strict.post(PAGE_1, {"adult": "1"})
    assert reply.status_code == 403
    assert "What you wrote is kept" in reply.content.decode()


def test_pages_are_stored_nowhere_and_run_no_foreign_script() -> None:
    visitor = begin()
    page = visitor.get(PAGE_1)
    assert visitor.reply.headers["Cache-Control"] == "no-store"
    assert " style=" not in page
    assert not re.search(r"<script(?! src=)", page)
    assert re.findall(r'(?:src|href)="(https?:)?//', page) == []


def test_labels_and_prompts_are_escaped() -> None:
    document = make_document()
    item = document["pages"][0]["items"][0]
    item["prompt"] = {"en": "<b>100%</b>", "zh-Hans": "x"}
    item["choices"][0]["label"] = {"en": "<i>%(note)s</i>", "zh-Hans": "x"}
    document["pages"][0]["title"] = {"en": "50% <u>", "zh-Hans": "x"}
    survey = make_survey("small", version=make_version("odd", document=document))
    page = begin(survey=survey).get(PAGE_1)
    assert "&lt;b&gt;100%&lt;/b&gt;" in page
    assert "&lt;i&gt;%(note)s&lt;/i&gt;" in page
    assert "50% &lt;u&gt;" in page


def test_visits_are_noted_with_a_class_of_device() -> None:
    visitor = begin()
    visitor.get(PAGE_1)
    visitor.post(PAGE_1, {"adult": "1"})
    visitor.get(PAGE_2)
    visits = PageVisit.objects.order_by("pk").values_list("page_number", "kind", "device_class")
    assert list(visits) == [
        (1, "shown", "wx_android"),
        (1, "saved", "wx_android"),
        (2, "shown", "wx_android"),
    ]


def test_a_page_opened_again_later_is_noted_again() -> None:
    visitor = begin(page=2)
    with time_machine.travel(NOW + timedelta(hours=3)):
        visitor.get(PAGE_2)
    assert PageVisit.objects.get(page_number=2, kind="shown").visit_count == 2
