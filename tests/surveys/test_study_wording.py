"""No raw placeholder is ever shown: what lacks its particulars is not said."""

from datetime import date

import pytest

from surveys.selectors.wording import choose_language, fill_text, format_day, load_wording
from surveys.services.paradata import classify_device
from tests.factories import make_document, make_survey, make_version

FULL = {"a": "A", "b": "B", "c": "C"}


@pytest.mark.parametrize(
    ("text", "values", "said"),
    [
        ("By {a}, {b}. More.", FULL, "By A, B. More."),
        ("By {a}, {b}, study. More.", {"a": "A"}, "By A, study. More."),
        ("{a}、{b}正在研究。", {"a": "甲"}, "甲正在研究。"),
        ("Until {a}; then gone. Ask {b}.", {"b": "B"}, "Ask B."),
        ("Contact {a}; complaints {b}.", {"a": "A"}, "Contact A."),
        ("联系人：{a}；投诉：{b}。其他。", {"a": "甲"}, "联系人：甲。其他。"),
        ("{a}, for you.", {}, ""),
        ("第一句。第二句{a}。", {}, "第一句。"),
        ("Nothing to fill. Twice.", {}, "Nothing to fill. Twice."),
        ("{a}", {"a": "{b}"}, "{b}"),
    ],
)
def test_a_sentence_without_its_particulars_is_left_out(
    text: str, values: dict[str, str], said: str
) -> None:
    assert fill_text(text, values) == said


@pytest.mark.django_db
@pytest.mark.parametrize(("mode", "said"), [("flat", "A voucher, for you."), ("none", "")])
def test_thank_you_is_named_only_where_one_is_given(mode: str, said: str) -> None:
    texts = {"consent.thanks": {"en": "{thanks}, for you.", "zh-Hans": "{thanks}，给您。"}}
    version = make_version("thankful", document=make_document(texts=texts))
    survey = make_survey(version=version, details={"thanks": "A voucher"}, incentive_mode=mode)
    assert load_wording(survey, "en").say("consent.thanks") == said


def test_days_are_written_out() -> None:
    assert format_day(date(2026, 11, 22), "zh-Hans") == "2026年11月22日"
    assert format_day(date(2026, 11, 22), "en") == "22 November 2026"


@pytest.mark.parametrize(("wanted", "chosen"), [("zh-hans", "zh-Hans"), ("fr", "zh-Hans")])
def test_the_nearest_language_is_chosen(wanted: str, chosen: str) -> None:
    assert choose_language(("zh-Hans", "en"), wanted) == chosen


@pytest.mark.parametrize(
    ("browser", "device"),
    [
        ("… iPhone … MicroMessenger/8.0", "wx_ios"),
        ("… Android … MicroMessenger/8.0", "wx_android"),
        ("… Windows … MicroMessenger/7.0 WindowsWechat", "desktop"),
        ("Mozilla/5.0 (Linux; Android 14) Mobile", "mobile"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "desktop"),
        ("", "desktop"),
    ],
)
def test_a_browser_is_only_a_class_of_device(browser: str, device: str) -> None:
    assert classify_device(browser) == device
