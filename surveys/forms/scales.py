"""Whether the points of a scale fit side by side in one row of equal cells."""

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

PHONE_ROW = 21.0
"""Width of a row of cells on a phone of 360 px, in em of the cells' type."""
MOST_LINES = 3
PADDING = 0.35
NARROW_LETTER = 0.52
_UNBREAKABLE = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef]+|[\u2e80-\u9fff\uff00-\uffef]")


def fits_in_cells(labels: Sequence[str]) -> bool:
    """Return whether every label fits a cell of a row on a phone, on three lines at most.

    Widths are estimated: a Chinese character is 1 em wide and may end a line, another letter a
    little more than half of that, and a word is never broken.
    """
    cell = PHONE_ROW / max(len(labels), 1) - PADDING
    return all(_count_lines(label, cell) <= MOST_LINES for label in labels)


def _count_lines(label: str, cell: float) -> float:
    """Lines of a label filled word by word; infinite when a word is wider than the cell."""
    lines, used = 1, 0.0
    for match in _UNBREAKABLE.finditer(label):
        gap = NARROW_LETTER if used and label[match.start() - 1].isspace() else 0.0
        width = sum(1.0 if east_asian_width(one) in "WF" else NARROW_LETTER for one in match[0])
        if width > cell:
            return float("inf")
        if used + gap + width > cell:
            lines, used, gap = lines + 1, 0.0, 0.0
        used += gap + width
    return lines
