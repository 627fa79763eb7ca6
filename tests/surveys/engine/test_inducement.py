"""Inducement words are found wherever a respondent could read them, and little else is."""

from typing import Any

import pytest

from surveys.engine.inducement import Inducement, find_in_details, find_in_document
from surveys.engine.loading import load_document
from tests.surveys.engine.builders import make_item, study_data


def _find(words: str, language: str = "zh-Hans") -> set[str]:
    return {one.word for one in find_in_details({"thanks": {language: words}})}


def _find_in(data: dict[str, Any]) -> tuple[Inducement, ...]:
    return find_in_document(load_document(data))


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("本活动转发有奖", "转发有奖"),
        ("分享得红包", "分享得红包"),
        ("好友助力", "助力"),
        ("看完必转", "必转"),
        ("集赞送礼", "集赞"),
        ("请邀请好友参加", "邀请好友"),
        ("完成后参加抽奖", "抽奖"),
        ("每邀请一人得10元红包", "红包"),
        ("邀请排行榜", "排行榜"),
        ("转 发 有 奖", "转发有奖"),
        ("转\u200b发有奖", "转发有奖"),
        ("邀请1人，奖励20元", "奖励"),
        ("You enter a LOTTERY.", "lottery"),
        ("Take part in our prize draw", "prize draw"),
        ("A reward for inviting friends", "reward"),
        ("Forward this and win 5 yuan", "win"),
        ("There is a leaderboard of recruiters.", "leaderboard"),
    ],
)
def test_inducement_is_found(words: str, word: str) -> None:
    assert word in _find(words)


@pytest.mark.parametrize(
    "words",
    [
        "A voucher of 10 yuan; you need not invite anybody.",
        "填答完成后可得10元礼品券，无需邀请他人。",
        "10元礼品券，7天内发放",
        "10元红包，仅用于感谢您本人填答，与是否邀请他人无关。",
        "填答完成后可领取20元购物券。不邀请也完全可以。",
        "A voucher of 10 yuan, within 7 days",
        "A voucher of 10 yuan, for your own answers only; it does not depend on inviting anybody.",
        "The voucher is yours whether or not you invite anybody.",
        "大学排行榜研究中心",
        "Institute for Rewarding Work",
        "You may give invitation codes to people you know.",
    ],
)
def test_thank_you_for_own_answers_and_plain_words_are_allowed(words: str) -> None:
    assert _find(words) == set()


def test_shipped_study_has_none() -> None:
    assert find_in_document(load_document(study_data())) == ()


def test_place_is_told_with_the_word() -> None:
    texts = {"invitation.page": {"en": "A gift card.", "zh-Hans": "请邀请好友"}}
    found = _find_in({**study_data(), "texts": texts})
    assert set(found) == {
        Inducement("texts.invitation.page.en", "gift"),
        Inducement("texts.invitation.page.zh-Hans", "邀请好友"),
    }


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("家人的助力", set()),
        ("A housing lottery", set()),
        ("转发有奖", {"转发有奖", "有奖"}),
        ("邀请好友助力", {"邀请好友", "助力"}),
    ],
)
def test_question_may_ask_about_what_only_texts_must_not_say(label: str, words: set[str]) -> None:
    item = make_item("X", "x")
    item["choices"] = [{"code": 1, "label": {"en": label, "zh-Hans": label}}]
    item["prompt"] = {"en": "Why?", "zh-Hans": "为什么？"}
    data: dict[str, Any] = {**study_data()}
    data["pages"] = [*data["pages"], {**data["pages"][0], "id": "last", "items": [item]}]
    assert {one.word for one in _find_in(data)} == words


@pytest.mark.parametrize("part", ["too_low", "too_high"])
def test_words_about_a_bound_are_searched_too(part: str) -> None:
    words = {"en": "Share this and win a prize.", "zh-Hans": "再填一次。"}
    item = make_item("X", "x", type="integer", minimum=0, maximum=9, **{part: words})
    item["prompt"] = {"en": "How many?", "zh-Hans": "多少？"}
    data: dict[str, Any] = {**study_data()}
    data["pages"] = [*data["pages"], {**data["pages"][0], "id": "last", "items": [item]}]
    assert {one.place for one in _find_in(data)} == {f"X.{part}.en"}


def test_particulars_that_are_no_words_are_passed_over() -> None:
    assert find_in_details({"imported": {"headers": {"a": "抽奖"}}, "sharing_box": True}) == ()
