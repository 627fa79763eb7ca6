"""Texts of a figure: where they stand and where they break into lines."""

from dataclasses import dataclass
from unicodedata import east_asian_width

SIZE = 14
LINE_HEIGHT = 18
NARROW_PART = 0.47  # of the size: the mean width of a Latin letter, spaces included


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text on the baseline `y`; whether `x` is its start or end, its use says."""

    text: str
    x: int
    y: int


def break_lines(text: str, width: int) -> tuple[str, ...]:
    """Return the text in lines that are about as wide as asked.

    Latin words stay whole; a Chinese text, which has no spaces, breaks after any character. SVG
    does not wrap text, and the browser's font is unknown here, so widths are those of common fonts.
    """
    lines = [""]
    for piece in _split(text):
        if lines[-1] and _measure(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.rstrip() for line in lines)


def _split(text: str) -> list[str]:
    """Return the pieces between which a line may break: a word with its space, or a character."""
    pieces: list[str] = []
    for letter in text:
        # A closing sign begins no line in Chinese.
        is_new = not pieces or pieces[-1][-1] == " " or _is_wide(letter) or _is_wide(pieces[-1][-1])
        if is_new and not (pieces and letter in " ，。、；：？！）》”’"):
            pieces.append(letter)
        else:
            pieces[-1] += letter
    return pieces


def _measure(text: str) -> float:
    return sum(SIZE * (1 if _is_wide(letter) else NARROW_PART) for letter in text)


def _is_wide(letter: str) -> bool:
    return east_asian_width(letter) in "WF"
