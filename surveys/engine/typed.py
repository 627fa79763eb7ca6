"""What a person types, as it was meant: codes, whole numbers, words; nothing is checked here."""

import re
import unicodedata

MAX_DIGITS = 9

# Characters that leave no mark on a screen (Unicode's Default_Ignorable_Code_Point), as they come
# with text copied from a chat, a table or another keyboard.
_UNSEEN: dict[int, str | None] = dict.fromkeys(
    one
    for first, last in (
        *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
        *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
        *((0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0)),
        *((0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
    )
    for one in range(first, last + 1)
)
# Space, control characters and the byte order mark, which a browser takes for a space.
_SPACE = "".join(
    one
    for one in map(chr, range(0x3001))
    if one.isspace() or unicodedata.category(one) == "Cc" or one == "\ufeff"
)
_UNSTORED: dict[int, str | None] = {
    **dict.fromkeys((*range(32), *range(127, 160), *range(0xD800, 0xE000))),
    ord("\n"): "\n",
    ord("\t"): " ",
}
_DASH = "[-‐-―−﹣－]"
_WHOLE_NUMBER = re.compile(rf"({_DASH}?)(\d{{1,{MAX_DIGITS}}})[.．。｡]?")


def drop_unseen(text: str) -> str:
    """What one sees of a text: no space around it and no invisible characters."""
    return text.strip(_SPACE) if text.isascii() else text.translate(_UNSEEN).strip(_SPACE)


def clean_words(text: str) -> str:
    """The words without space around them and without control characters other than new lines;
    empty when there is nothing to see.
    """
    return text.translate(_UNSTORED).strip(_SPACE) if drop_unseen(text) else ""


def parse_integer(text: str) -> int | None:
    """A whole number in the digits of any script, full-width ones among them; None when it is not
    one. What only contains digits (`5²`, `½`, `①`) is not.
    """
    found = _WHOLE_NUMBER.fullmatch(drop_unseen(text))
    if found is None:
        return None
    number = int(found[2])
    return -number if found[1] else number


def plain_code(text: str) -> str:
    """A code as it was given out, whatever keyboard wrote it: its Latin letters as capitals and its
    digits.
    """
    capitals = unicodedata.normalize("NFKC", text).upper()
    return "".join(one for one in capitals if one.isascii() and one.isalnum())


def plain_key(text: str) -> str:
    """A key out of a link as it was given out: letters, digits, hyphens and underscores."""
    plain = unicodedata.normalize("NFKC", re.sub(_DASH, "-", text))
    return "".join(one for one in plain if one.isascii() and (one.isalnum() or one in "-_"))
