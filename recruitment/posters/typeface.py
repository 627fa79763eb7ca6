"""The typeface of pictures: which characters it has, and lines set in it."""

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import ImageFont

FONT = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.otf"
# What print has always set for a character it lacks; it is in GB 2312.
LACKING = "〓"
_LATIN = ((0x20, 0x7E), (0xA0, 0xFF), (0x2018, 0x2019), (0x201C, 0x201D), (0xFF01, 0xFF5E))
_OTHERS = "‐–—•€〇"
# In this font curly quotes and dots are as wide as a Chinese character.
_NARROW = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
_CHINESE = re.compile("[\u2e80-\uffff]")
_OPENS = "（《“‘「『【〔〈([{"
_CLOSES = "，。、；：？！）》”’」』】〕〉…—·,.;:!?)]}%"
# A line may break between two of these: a space, a Latin word, or any other character. Marks
# that open stay with what follows, those that close with what is before them.
_ATOM = re.compile(
    rf"\s+|[{re.escape(_OPENS)}]*(?:[!-~\u00a1-\u00ff‐–]+|\S)[{re.escape(_CLOSES)}]*"
)


@cache
def list_covered() -> frozenset[str]:
    """Every character of the shipped font: GB 2312, the commoner half of Big5, Latin letters."""
    covered = {chr(code) for first, last in _LATIN for code in range(first, last + 1)}
    covered.update(_OTHERS)
    for row in range(0xA1, 0xF8):
        for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)):
            covered.update(bytes((row, cell)).decode("gb2312", "ignore") if cell > 0xA0 else "")
            covered.update(bytes((row, cell)).decode("big5", "ignore") if _is_common(row) else "")
    return frozenset(covered)


def _is_common(row: int) -> bool:
    """Whether a row of Big5 holds the characters of its first level."""
    return 0xA4 <= row <= 0xC6


def list_lacking(text: str) -> list[str]:
    """The characters of a text that the font cannot show, each once."""
    return sorted(set(_tidy(text)) - list_covered())


def make_showable(text: str) -> str:
    """The text on one line, with a mark in place of each character the font cannot show."""
    tidy = _tidy(text)
    tidy = tidy if _CHINESE.search(tidy) else tidy.translate(_NARROW)
    return "".join(one if one in list_covered() else LACKING for one in tidy)


def _tidy(text: str) -> str:
    """Composed letters, single spaces, and nothing invisible."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(one for one in spaced if unicodedata.category(one) not in ("Cc", "Cf"))


@cache
def load_font(size: int) -> ImageFont.FreeTypeFont:
    """The font in this size, in pixels."""
    return ImageFont.truetype(FONT, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def set_lines(
    text: str, width: int, sizes: tuple[int, ...], most_lines: int
) -> tuple[int, tuple[str, ...]]:
    """The size, of these, in which the text reads best within so many lines, and the lines.

    Fewer lines are better, larger letters too, and a break within a Chinese phrase is worse than
    either. If the text is too long even in the last size it is cut, which three dots say.
    """
    text = make_showable(text)
    best, least = None, 0.0
    for step, size in enumerate(sizes):
        for lines in _list_ways(text, width, size):
            cost = 2 * _count_rifts(lines) + len(lines) + step / 2
            if len(lines) <= most_lines and (best is None or cost < least):
                best, least = (size, tuple(lines)), cost
    if best is not None:
        return best
    lines = _wrap(text, width, sizes[-1])
    last = lines[most_lines - 1]
    dots = "…" if _CHINESE.match(last[-1]) else "..."
    while last and load_font(sizes[-1]).getlength(last + dots) > width:
        last = last[:-1].rstrip()
    return sizes[-1], (*lines[: most_lines - 1], last + dots)


def _list_ways(text: str, width: int, size: int) -> list[list[str]]:
    """The text in as few lines as it takes, those of the evenest lengths first."""
    ways = [_wrap(text, width, size)]
    narrower = width - size // 2
    while len(ways[0]) > 1 and len(lines := _wrap(text, narrower, size)) == len(ways[0]):
        ways.insert(0, lines)
        narrower -= size // 2
    return ways


def _count_rifts(lines: list[str]) -> int:
    """How many lines end in the middle of a Chinese phrase."""
    return sum(
        bool(_CHINESE.match(before[-1]) and _CHINESE.match(after[0]))
        and before[-1] not in _CLOSES
        and after[0] not in _OPENS
        for before, after in pairwise(lines)
    )


def _wrap(text: str, width: int, size: int) -> list[str]:
    """Lines of at most this width; only what is itself too wide is broken anywhere."""
    font = load_font(size)
    lines = [""]
    for atom in _ATOM.findall(text):
        for piece in [atom] if font.getlength(atom) <= width else atom:
            if font.getlength((lines[-1] + piece).rstrip()) <= width:
                lines[-1] += piece
            else:
                lines.append(piece.lstrip())
    return [line.strip() for line in lines if line.strip()]
