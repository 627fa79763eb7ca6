"""What a person types is taken as it was meant, whatever keyboard wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.engine.typed import clean_words, parse_integer, plain_code, plain_key

CODE = "AB12CD34EF56"


@pytest.mark.parametrize(
    "typed",
    [
        "AB12-CD34-EF56",
        "ab12cd34ef56",
        " AB12 CD34 EF56 ",
        "ＡＢ１２－ＣＤ３４－ＥＦ５６",
        "ａｂ１２ｃｄ３４ｅｆ５６",
        "AB12–CD34—EF56",
        "AB12‐CD34‑EF56",
        "AB12−CD34﹣EF56",
        "AB12―CD34ーEF56",
        "AB12\u3000CD34\u3000EF56",
        "AB12\u00a0CD34\u2009EF56",
        "\u200bAB12\u200b-CD34\u2060-\ufeffEF56",
        "\u202aAB12-CD34-EF56\u202c",
        "AB\u00ad12-CD34-EF56",
        "AB12-CD34-EF56.",
        "AB12-CD34-EF56。",
        "“AB12-CD34-EF56”，",
        "AB12_CD34_EF56\r\n",
        "撤回码：AB12-CD34-EF56",
    ],
)
def test_a_code_is_its_letters_and_digits(typed: str) -> None:
    assert plain_code(typed) == CODE


@pytest.mark.parametrize("typed", ["AB12-CD34-EF5", "AB12-CD34-EF567", "AB12-CD34-EF5X", "", "—"])
def test_another_code_stays_another(typed: str) -> None:
    assert plain_code(typed) != CODE


@pytest.mark.parametrize("typed", ["aB-_9", "ａB–_9", "aB-_9。", "\u200baB−_9 请打开"])
def test_a_key_keeps_its_case_and_its_signs(typed: str) -> None:
    assert plain_key(typed) == "aB-_9"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20", 20),
        (" 20 ", 20),
        ("0", 0),
        ("007", 7),
        ("-3", -3),
        ("－3", -3),
        ("−3", -3),
        ("２０", 20),
        ("2０", 20),
        ("٢٠", 20),
        ("\u300020\u3000", 20),
        ("\u00a020\t\r\n", 20),
        ("\u200b20\u200b", 20),
        ("\ufeff20", 20),
        ("\u202d20\u202c", 20),
        ("\u2060\u3000２０\u200e", 20),
        ("2\u200b0", 20),
        ("20.", 20),
        ("20。", 20),
        ("999999999", 999999999),
    ],
)
def test_a_number_is_read_whatever_keyboard_wrote_it(typed: str, number: int) -> None:
    assert parse_integer(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        *("5²", "²", "5₂", "½", "1½", "①", "⑫", "⒈", "㈠", "Ⅻ", "ⅻ", "㉈", "𝟏⁄𝟐", "二十", "廿"),
        *(
            "1.5",
            "1,5",
            "1,000",
            "1，000",
            "1 000",
            "1\u30000",
            "1-2",
            "--1",
            "+5",
            "5-",
            "20..",
            ".5",
        ),
        *(
            "1e5",
            "0x10",
            "1_000",
            "5人",
            "五",
            "many",
            "",
            " ",
            "\u200b",
            "-",
            "1000000000",
            "9" * 400,
        ),
    ],
)
def test_what_is_not_plainly_a_whole_number_is_refused(typed: str) -> None:
    assert parse_integer(typed) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  because ", "because"),
        ("\u3000因为\u3000", "因为"),
        ("a\x00b\r\n\td\ud800", "ab\n d"),
        ("\u200b", ""),
        ("\u3164\ufeff", ""),
        ("❤\ufe0f", "❤\ufe0f"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_words_keep_all_that_shows(typed: str, words: str) -> None:
    assert clean_words(typed) == words


@given(st.text(max_size=30))
def test_whatever_is_typed_is_taken_without_an_error(typed: str) -> None:
    assert plain_code(plain_code(typed)) == plain_code(typed)
    assert plain_key(plain_key(typed)) == plain_key(typed)
    assert clean_words(clean_words(typed)) == clean_words(typed)
    number = parse_integer(typed)
    assert number is None or parse_integer(str(number)) == number
