"""The shipped study on a phone: whole journeys in both languages, and what the pages weigh."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders

from surveys.services.questionnaires import publish_version
from surveys.services.studies import read_study
from tests.factories import NOW, make_coupon, make_survey
from tests.journeys.answers import PERSON
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
FIRST_PAGE, LATER_PAGE, SCRIPTS = 30_000, 12_000, 5_000
ADDRESS = re.compile(r'(?:src|href)="(/static/[^"]+)"')


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def begin(language: str) -> Visitor:
    version = publish_version("shenzhen", document=read_study("shenzhen"), now=NOW)
    visitor = Visitor(language)
    visitor.agree(make_coupon(make_survey("shenzhen", version=version)))
    return visitor


def walk(visitor: Visitor, **changes: Any) -> list[str]:
    """Every page on the way, as shown."""
    pages = []
    while "/page/" in visitor.place and len(pages) < 20:
        place = visitor.place
        pages.append(visitor.get(place))
        visitor.post(place, {**PERSON, **changes})
    return pages


def weigh(text: str) -> int:
    return len(gzip.compress(text.encode()))


def weigh_static(address: str) -> int:
    path = finders.find(address.removeprefix("/static/"))
    with open(path, "rb") as file:  # type: ignore[arg-type]
        return len(gzip.compress(file.read()))


@pytest.mark.parametrize(
    ("language", "first_title"), [("en", "Where you come from"), ("zh-CN", "您从哪里来")]
)
def test_a_whole_journey_in_each_language(language: str, first_title: str) -> None:
    visitor = begin(language)
    pages = walk(visitor)
    assert len(pages) == 12
    assert f"<h1>{first_title}</h1>" in pages[0]
    assert visitor.place == "/s/shenzhen/thanks/"
    assert visitor.response.recruit.coupons.count() == 3


@pytest.mark.parametrize(("variable", "code"), [("live_sz", "3"), ("birth_year", "9999")])
def test_people_the_study_is_not_about_end_kindly(variable: str, code: str) -> None:
    visitor = begin("zh-CN")
    walk(visitor, **{variable: code})
    assert visitor.place == "/s/shenzhen/ended/"
    assert "这与您个人无关" in visitor.get(visitor.place)


def test_the_first_page_is_light_and_needs_four_requests() -> None:
    page = Visitor("zh-CN").open(make_coupon(begin("zh-CN").response.survey))
    addresses = ADDRESS.findall(page)
    assert 1 + len(addresses) <= 4
    assert weigh(page) + sum(map(weigh_static, addresses)) <= FIRST_PAGE


def test_later_pages_are_light() -> None:
    assert max(map(weigh, walk(begin("en")))) <= LATER_PAGE


def test_the_scripts_are_small_and_only_pages_with_rules_load_the_interpreter() -> None:
    loaded = {}
    for page in walk(begin("en")):
        scripts = [one for one in ADDRESS.findall(page) if one.endswith(".js")]
        assert sum(map(weigh_static, scripts)) <= SCRIPTS
        is_loaded = any("conditions" in one for one in scripts)
        assert is_loaded >= (" data-condition=" in page)
        loaded[is_loaded] = True
    assert loaded.keys() == {True, False}


class _Balance(HTMLParser):
    """Collects tags that close in the wrong order."""

    VOID = frozenset({"meta", "link", "input", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def test_the_filled_fragments_make_whole_pages() -> None:
    for page in walk(begin("en")):
        balance = _Balance()
        balance.feed(page)
        assert (balance.open, balance.faults) == ([], [])
        names = re.findall(r' id="([^"]+)"', page)
        assert len(names) == len(set(names))


def test_rows_are_cards_in_the_same_order_on_every_visit() -> None:
    visitor = begin("en")
    for number in (1, 2, 3):
        visitor.post(f"/s/shenzhen/page/{number}/", PERSON)
    orders = [
        re.findall(r'id="q-(driver_imp_\w+|attention)"', visitor.get("/s/shenzhen/page/4/"))
        for _ in range(2)
    ]
    assert orders[0] == orders[1]
    assert len(orders[0]) == 6
    assert orders[0][3] == "attention"
