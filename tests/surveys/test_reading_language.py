"""Language stays the reader's: no page flips to another one and back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from surveys.models import Survey
from surveys.services.keys import make_withdrawal_code
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

ENGLISH, CHINESE = '<html lang="en">', '<html lang="zh-Hans">'


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def _begin_in_chinese() -> Visitor:
    visitor = Visitor("zh-CN")
    visitor.agree(make_coupon(make_survey("small")))
    return visitor


def _finish_in_chinese() -> Visitor:
    visitor = _begin_in_chinese()
    visitor.answer()
    return visitor


def test_a_correction_is_read_in_the_language_of_its_reader() -> None:
    finished = _finish_in_chinese()
    reader = Visitor("en")
    reader.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    pages = [
        reader.get("/s/small/my-answers/"),
        reader.get("/s/small/page/2/?correct=1"),
        reader.get("/s/small/my-answers/"),
    ]
    assert [ENGLISH in page for page in pages] == [True, True, True]


def test_the_language_of_a_correction_is_not_that_of_the_interview() -> None:
    finished = _finish_in_chinese()
    reader = Visitor("zh-CN")
    reader.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    reader.post("/s/small/page/3/?correct=1", {"contacts": "8", "language": "en"})
    assert ENGLISH in reader.text
    assert finished.response.language == "zh-Hans"


@pytest.mark.parametrize(
    ("come_to", "path"),
    [
        (_begin_in_chinese, "/s/small/page/1/"),
        (_begin_in_chinese, "/s/small/stop/"),
        (_finish_in_chinese, "/s/small/thanks/"),
        (_finish_in_chinese, "/s/small/invite/"),
    ],
)
def test_a_language_chosen_in_this_browser_holds_for_the_interview_and_after_it(
    come_to: Callable[[], Visitor], path: str
) -> None:
    visitor = come_to()
    assert CHINESE in visitor.get(path)
    visitor.post("/language/", {"language": "en", "next": "/"})
    assert ENGLISH in visitor.get(path)


def test_without_a_choice_the_interview_keeps_its_own_language() -> None:
    visitor = _begin_in_chinese()
    visitor.client.headers = {}
    visitor.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert CHINESE in visitor.get("/s/small/page/1/")


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [("en", "Example committee", "示例委员会"), ("zh-CN", "示例委员会", "Example committee")],
)
def test_the_ethics_body_is_named_in_the_readers_language(
    language: str, said: str, unsaid: str
) -> None:
    page = Visitor(language).open(make_coupon(make_survey()))
    assert said in page
    assert unsaid not in page


@pytest.mark.parametrize(("language", "said"), [("en", "To the front page"), ("zh-CN", "前往首页")])
def test_a_page_that_is_not_there_offers_a_language_and_a_way_on(language: str, said: str) -> None:
    page = Visitor(language).get("/nothing/here/")
    assert f'<a class="button main" href="/">{said}</a>' in page
    assert 'href="/withdraw/"' in page
    assert 'action="/language/"' in page


@pytest.mark.django_db(transaction=True)
def test_an_earlier_ethics_body_stands_in_every_language_after_the_update() -> None:
    make_survey("small", ethics_body={"en": "Committee of old", "zh-Hans": "Committee of old"})
    before = MigrationExecutor(connection)
    before.migrate([("recruitment", "0001_initial"), ("surveys", "0001_initial")])
    old = before.loader.project_state([("surveys", "0001_initial")]).apps
    assert old.get_model("surveys", "Survey").objects.get().ethics_body == "Committee of old"
    call_command("migrate", verbosity=0)
    texts = {"en": "Committee of old", "zh-Hans": "Committee of old"}
    assert Survey.objects.get().ethics_body == texts
