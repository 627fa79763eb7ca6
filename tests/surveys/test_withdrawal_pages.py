"""See, correct and delete: as easy as agreeing was, and only with the code."""

import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings

from surveyproj.variables import Variables
from surveys.models import Response
from surveys.services import slowdown
from surveys.services.keys import make_withdrawal_code
from tests.factories import NOW, make_coupon, make_survey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
PLANTED = "canary-words-8841"
ANSWERS = "/s/small/my-answers/"


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def finish(**replies: dict[str, Any]) -> Visitor:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    visitor.answer({"comment": PLANTED, **replies})
    return visitor


def open_answers(finished: Visitor) -> Visitor:
    visitor = Visitor()
    visitor.post("/withdraw/", {"code": make_withdrawal_code(finished.key).lower()})
    return visitor


def test_the_code_opens_the_answers_in_words() -> None:
    visitor = open_answers(finish(reasons=["1", "97"], reasons_97_text="<the sea>"))
    assert visitor.place == ANSWERS
    page = visitor.get(ANSWERS)
    assert "About reasons?" in page
    assert "Other: &lt;the sea&gt;" in page
    assert PLANTED in page


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    "retype",
    [
        lambda code: code.translate(FULL_WIDTH),
        lambda code: code.replace("-", "—"),
        lambda code: code.replace("-", "\u2212"),
        lambda code: code.replace("-", "\u3000"),
        lambda code: code.replace("-", "\u200b"),
        lambda code: f"\ufeff{code}\u200b",
        lambda code: f"{code}。",
        lambda code: f"{code}.",
        lambda code: code.replace("0", "O").replace("1", "l").lower(),
    ],
    ids=[
        *("full width", "dash", "minus", "ideographic space", "zero width", "byte order mark"),
        *("full stop", "point", "look-alikes"),
    ],
)
def test_a_code_from_any_keyboard_opens_the_answers_and_is_no_miss(
    retype: Callable[[str], str],
) -> None:
    code = make_withdrawal_code(finish().key)
    for _ in range(6):
        visitor = Visitor()
        visitor.post("/withdraw/", {"code": retype(code)})
        assert visitor.place == ANSWERS


def test_what_is_left_of_nothing_is_a_miss_like_any_other() -> None:
    finished = finish()
    visitor = Visitor()
    for code in ("", "—", "\u200b", "。", "\u3000"):
        visitor.post("/withdraw/", {"code": code})
        assert "This code opens nothing." in visitor.text
    visitor.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    assert visitor.reply.status_code == 429


def test_the_code_alone_does_not_stand_in_a_cookie() -> None:
    finished = finish()
    visitor = open_answers(finished)
    kept = visitor.client.cookies["response.opened"]
    assert finished.key not in kept.value
    assert kept["httponly"]
    assert kept["max-age"] == 1800


def test_the_opening_ends_after_half_an_hour() -> None:
    visitor = open_answers(finish())
    with time_machine.travel(NOW + timedelta(hours=1, minutes=31)):
        visitor.get(ANSWERS)
    assert visitor.place == "/withdraw/"


def test_a_changed_cookie_opens_nothing() -> None:
    visitor = open_answers(finish())
    visitor.client.cookies["response.opened"] = "1:abc:def"
    visitor.get(ANSWERS)
    assert visitor.place == "/withdraw/"


def test_a_new_interview_on_the_same_phone_ends_the_opening() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.agree(make_coupon(finished.response.survey, channel=finished.response.recruit.channel))
    visitor.get(ANSWERS)
    assert visitor.place == "/withdraw/"


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC", "AB12", "x" * 500])
def test_wrong_codes_all_get_the_same_answer(code: str) -> None:
    finish()
    visitor = Visitor()
    visitor.post("/withdraw/", {"code": code})
    assert "This code opens nothing." in visitor.text
    assert "<title>Please check · " in visitor.text
    assert re.search(r'id="code"[^>]* n-code" aria-invalid="true" autofocus>', visitor.text)


def test_after_five_misses_a_network_has_to_wait() -> None:
    finished = finish()
    visitor = Visitor()
    for _ in range(5):
        visitor.post("/withdraw/", {"code": "AAAA"})
    visitor.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    assert visitor.reply.status_code == 429


def test_without_the_cache_nobody_has_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    finished = finish()
    monkeypatch.setattr(slowdown, "_quiet_until", 0.0)
    dead = Variables({"URL": "redis://127.0.0.1:1/0"}).cache("URL")
    with override_settings(CACHES={"default": dead}):
        visitor = Visitor()
        visitor.post("/withdraw/", {"code": "AAAA"})
        assert "This code opens nothing." in visitor.text
        visitor.post("/withdraw/", {"code": make_withdrawal_code(finished.key)})
    assert visitor.place == ANSWERS


def test_silent_cache_is_asked_once_and_then_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowdown, "_quiet_until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        silent = Variables({"URL": url}).cache("URL")
        with override_settings(CACHES={"default": silent}):
            visitor = Visitor()
            for _ in range(3):
                visitor.post("/withdraw/", {"code": "AAAA"})
        listener.settimeout(0.2)
        with listener.accept()[0], pytest.raises(TimeoutError):
            listener.accept()
    assert "This code opens nothing." in visitor.text


def test_after_the_last_day_the_answers_stay_closed() -> None:
    finished = finish()
    with time_machine.travel(NOW + timedelta(days=400)):
        visitor = open_answers(finished)
    assert "This code opens nothing." in visitor.text


def test_an_answer_can_be_corrected() -> None:
    finished = finish()
    visitor = open_answers(finished)
    assert "Save and go on" in visitor.get("/s/small/page/3/?correct=1")
    assert visitor.post("/s/small/page/3/?correct=1", {"gender": "1", "contacts": "8"}) == ANSWERS
    assert finished.response.answers["contacts"] == 8
    assert finished.response.recruit.coupons.count() == 3


def test_a_correction_that_would_end_the_interview_is_refused_in_words() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.post("/s/small/page/1/?correct=1", {"adult": "2"})
    assert "This change cannot be saved" in visitor.text
    assert "<title>Please check · " in visitor.text
    assert finished.response.answers["adult"] == 1


def test_the_language_of_a_correction_changes_without_storing_half_a_page() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.post("/s/small/page/3/?correct=1", {"contacts": "8", "language": "zh-hans"})
    assert 'value="8"' in visitor.text
    assert '<html lang="zh-Hans">' in visitor.text
    assert finished.response.answers["contacts"] == 12


def dump_everything() -> str:
    out = StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue()


def test_deleting_is_asked_once_more_and_leaves_no_word() -> None:
    finished = finish()
    visitor = open_answers(finished)
    assert "Delete everything" in visitor.get(f"{ANSWERS}delete/")
    assert PLANTED in dump_everything()
    assert visitor.post(f"{ANSWERS}delete/") == "/withdraw/done/"
    assert PLANTED not in dump_everything()
    assert finished.response.answers == {}


def test_after_deleting_neither_cookie_nor_code_opens_anything() -> None:
    finished = finish()
    visitor = open_answers(finished)
    visitor.post(f"{ANSWERS}delete/")
    visitor.get(ANSWERS)
    assert visitor.place == "/withdraw/"
    assert open_answers(finished).place == "/withdraw/done/"
    finished.get("/s/small/page/1/")
    assert finished.place == "/s/small/ended/"


def test_one_can_stop_in_the_middle_and_delete() -> None:
    visitor = Visitor()
    visitor.agree(make_coupon(make_survey("small")))
    visitor.post("/s/small/page/1/", {"adult": "1"})
    assert 'href="/s/small/stop/"' in visitor.get("/s/small/page/2/")
    assert visitor.post("/s/small/stop/") == "/withdraw/done/"
    assert visitor.response.state == Response.State.WITHDRAWN


@pytest.mark.parametrize("page", ["stop/", "my-answers/", "my-answers/delete/"])
def test_opening_a_page_deletes_nothing(page: str) -> None:
    finished = finish()
    open_answers(finished).get(f"/s/small/{page}")
    finished.get(f"/s/small/{page}")
    assert finished.response.state == Response.State.COMPLETED
