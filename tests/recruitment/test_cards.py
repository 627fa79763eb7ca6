"""The card of an invitation: its size, its words, its code, and who finds it."""

import io
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
import time_machine
import zxingcpp
from django.test import Client, override_settings
from PIL import Image

from recruitment.models import Coupon, CouponEvent
from recruitment.posters.card import CardText, draw_card
from recruitment.posters.typeface import (
    FONT,
    LACKING,
    list_covered,
    list_lacking,
    load_font,
    make_showable,
    set_lines,
)
from recruitment.services.coupons import expire_coupons, redeem_coupon, reveal_code
from surveys.models import Response
from surveys.services.keys import make_key
from tests.factories import (
    NOW,
    make_channel,
    make_consent,
    make_coupon,
    make_document,
    make_survey,
    make_version,
)

pytestmark = pytest.mark.django_db
LINK = "https://survey.example.edu.cn/r/abcdefghijklmnopqrstuvwxyz"
LONG_HOST = "https://questionnaires.centre-for-urban-governance.example.edu.cn:8443"
REAL = CardText(
    "关于“来深圳”的学术调查（约10分钟）", "示例大学", "限一人使用", "有效期至2026年4月1日"
)
LONGEST = CardText(
    "深圳的人才与城市：" * 30, "示例大学城市研究中心" * 9, "限一人使用", "2026年", "模拟"
)
# Rows that hold nothing but the code, its quiet zone included.
BETWEEN = slice(340, 880)
CARDS = [REAL, LONGEST, CardText("Title", "", "For one person", "Valid until 1 April 2026")]


@pytest.fixture(autouse=True)
def _in_the_window() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=1), tick=True):
        yield


def open_picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def read_codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(np.asarray(picture.convert("L")))
    return [one.text for one in found]


def find(coupon: Coupon, language: str = "en") -> str:
    return f"/r/{reveal_code(coupon)}/card-{language}.png"


@pytest.mark.parametrize("text", CARDS)
def test_a_card_has_750_by_1000_pixels_and_stays_under_120_kilobytes(text: CardText) -> None:
    content = draw_card(text, LINK)
    assert open_picture(content).size == (750, 1000)
    assert len(content) < 60_000


@pytest.mark.parametrize("text", CARDS)
@pytest.mark.parametrize("width", [750, 360])
def test_a_card_is_read_at_its_size_and_at_that_of_a_phone(text: CardText, width: int) -> None:
    picture = open_picture(draw_card(text, LINK)).convert("RGB")
    assert read_codes(picture.resize((width, width * 4 // 3))) == [LINK]


@pytest.mark.parametrize("text", CARDS)
def test_a_card_is_read_after_a_messenger_has_made_it_small_and_coarse(text: CardText) -> None:
    coarse = io.BytesIO()
    small = open_picture(draw_card(text, LINK)).convert("RGB").resize((240, 320))
    small.save(coarse, "JPEG", quality=30)
    assert read_codes(Image.open(coarse)) == [LINK]


@pytest.mark.parametrize("host", ["http://127.0.0.1:8000", "https://a.example", LONG_HOST])
def test_the_code_has_at_least_420_pixels_of_level_q_and_a_quiet_zone_of_four(host: str) -> None:
    link = f"{host}/r/abcdefghijklmnopqrstuvwxyz"
    picture = open_picture(draw_card(LONGEST, link)).convert("L")
    assert zxingcpp.read_barcodes(np.asarray(picture))[0].ec_level == "Q"
    # Nothing but the code is drawn between these lines; its first row begins with seven modules.
    pixels = np.asarray(picture)[BETWEEN]
    rows, columns = (np.flatnonzero((pixels < 128).any(axis=axis)) for axis in (1, 0))
    top, left, side = rows[0], columns[0], columns[-1] + 1 - columns[0]
    module = int(np.argmin(pixels[top, left:] < 128)) // 7
    assert side >= 420
    assert side % module == 0
    assert rows[-1] + 1 - rows[0] == side
    code = pixels[top : top + side, left : left + side]
    assert (code == np.kron(code[::module, ::module], np.ones((module, module)))).all()
    assert min(left, 750 - left - side, top, len(pixels) - top - side) >= 4 * module


def test_the_font_holds_every_character_it_is_said_to() -> None:
    font = load_font(20)
    missing = bytes(font.getmask("\uf8ff"))
    drawn = [one for one in list_covered() if not one.isspace()]
    assert [one for one in drawn if bytes(font.getmask(one)) == missing] == []
    assert (len(list_covered()), FONT.stat().st_size < 2_500_000) == (9699, True)


def test_a_character_the_font_lacks_is_marked_and_named() -> None:
    assert make_showable("𠮷田 😀 naïve") == f"{LACKING}田 {LACKING} naïve"
    assert list_lacking("𠮷田 😀 naïve") == ["😀", "𠮷"]


def test_invisible_characters_and_line_ends_are_left_out() -> None:
    assert make_showable(" 来\u200b深圳\n\tA\ufeff ") == "来深圳 A"


def test_quotes_of_a_latin_title_are_no_wider_than_its_letters() -> None:
    assert make_showable("“Don’t”…") == '"Don\'t"...'
    assert make_showable("“来深圳”…") == "“来深圳”…"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("来深圳", ("来深圳",)),
        ("关于“来深圳”的学术调查（约10分钟）", ("关于“来深圳”的学术调查", "（约10分钟）")),
        ("A study of moving to Shenzhen", ("A study of moving", "to Shenzhen")),
    ],
)
def test_titles_break_at_phrases_and_words(text: str, lines: tuple[str, ...]) -> None:
    assert set_lines(text, 500, (40,), 3)[1] == lines


@pytest.mark.parametrize("width", range(120, 400, 20))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(width: int) -> None:
    text = "调查（第三期），来深圳、“留深圳”；为什么？（2026年）" * 2
    _size, lines = set_lines(text, width, (30,), 99)
    assert len(lines) > 3
    assert not [line for line in lines if line[0] in "），、”；？" or line[-1] in "（“"]
    assert "".join(lines) == text


def test_a_long_title_is_set_smaller_and_then_cut() -> None:
    assert set_lines("深圳" * 12, 630, (46, 40, 36, 32), 3) == (46, ("深圳" * 6, "深圳" * 6))
    size, lines = set_lines("深圳" * 40, 630, (46, 40, 36, 32), 3)
    assert (size, len(lines), lines[-1][-1]) == (32, 3, "…")
    assert max(load_font(32).getlength(line) for line in lines) <= 630


def test_a_word_longer_than_a_line_is_broken() -> None:
    _size, lines = set_lines("x" * 60, 300, (30,), 9)
    assert "".join(lines) == "x" * 60
    assert max(load_font(30).getlength(line) for line in lines) <= 300


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_a_card_is_found_by_its_code_without_a_cookie(language: str) -> None:
    coupon = make_coupon(make_survey("small"))
    reply = Client().get(find(coupon, language))
    assert read_codes(open_picture(reply.content)) == [f"http://testserver/r/{reveal_code(coupon)}"]
    named = f'inline; filename="small-invitation-{language}.png"'
    assert reply.headers["Content-Type"] == "image/png"
    assert reply.headers["Content-Disposition"] == named
    assert reply.headers["Cache-Control"] == "no-store"
    assert not reply.cookies


def test_looking_at_a_card_uses_and_notes_nothing() -> None:
    coupon = make_coupon()
    Client().get(find(coupon))
    coupon.refresh_from_db()
    assert coupon.redeemed_at is None
    assert list(coupon.events.values_list("kind", flat=True)) == [CouponEvent.Kind.ISSUED]
    assert not Response.objects.exists()


def test_a_card_is_only_looked_at() -> None:
    assert Client().post(find(make_coupon())).status_code == 405


def test_a_card_is_the_same_before_and_after_use_and_after_its_day() -> None:
    coupon = make_coupon()
    cards = [Client().get(find(coupon)).content]
    redeem_coupon(coupon, key=make_key(), consent=make_consent(), now=NOW)
    cards.append(Client().get(find(coupon)).content)
    with time_machine.travel(NOW + timedelta(days=40)):
        expire_coupons(now=NOW + timedelta(days=40))
        cards.append(Client().get(find(coupon)).content)
    assert cards[0].startswith(b"\x89PNG")
    assert len(set(cards)) == 1


def test_unknown_codes_and_languages_are_not_found_alike() -> None:
    coupon = make_coupon()
    paths = ("/r/" + "a" * 26 + "/card-en.png", "/r/x/card-en.png", find(coupon, "fr"))
    replies = [Client().get(path) for path in (*paths, find(coupon, "EN"))]
    assert {reply.status_code for reply in replies} == {404}
    assert len({reply.content.split(b"<main")[1] for reply in replies}) == 1


def test_a_card_speaks_its_language_whatever_the_browser_asks_for() -> None:
    coupon = make_coupon()
    cards = {
        (asked, language): Client(headers={"accept-language": asked}).get(find(coupon, language))
        for asked in ("en", "zh-CN")
        for language in ("en", "zh-Hans")
    }
    drawn = {key: reply.content for key, reply in cards.items()}
    assert drawn["en", "en"] == drawn["zh-CN", "en"]
    assert drawn["en", "zh-Hans"] == drawn["zh-CN", "zh-Hans"]
    assert drawn["en", "en"] != drawn["en", "zh-Hans"]


def test_a_card_carries_study_and_institution_and_no_label_of_the_team() -> None:
    """Every word of it comes in the one value that is drawn."""
    document = make_document(texts={"card.title": {"en": "Moving here", "zh-Hans": "来这里"}})
    details = {"institution": {"en": "Example University", "zh-Hans": "示例大学"}}
    survey = make_survey(version=make_version("card", document=document), details=details)
    coupon = make_coupon(channel=make_channel(survey, name="Office of X, list 3"))
    words = ("Moving here", "Example University", "For one person", "Valid until 1 April 2026")
    link = f"http://testserver/r/{reveal_code(coupon)}"
    assert Client().get(find(coupon)).content == draw_card(CardText(*words), link)


def test_a_made_up_study_is_marked_as_such_on_its_cards() -> None:
    coupon = make_coupon(make_survey(is_simulated=True))
    words = ("A small questionnaire", "", "For one person", "Valid until 1 April 2026")
    made_up = CardText(*words, "Simulation: the people in this survey are made up.")
    link = f"http://testserver/r/{reveal_code(coupon)}"
    assert Client().get(find(coupon)).content == draw_card(made_up, link)
    assert draw_card(made_up, link) != draw_card(CardText(*words), link)


@override_settings(BASE_URL="https://survey.example.edu.cn")
def test_the_code_holds_the_configured_address() -> None:
    coupon = make_coupon()
    picture = open_picture(Client().get(find(coupon)).content)
    assert read_codes(picture) == [f"https://survey.example.edu.cn/r/{reveal_code(coupon)}"]
