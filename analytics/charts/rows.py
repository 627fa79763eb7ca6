"""Rows of shares with their intervals under one axis from 0 to 100 percent."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.charts.figure import Figure, IntervalMark, Series
from analytics.charts.labels import LINE_HEIGHT, Label, break_lines
from analytics.charts.scale import Scale, make_axis_across
from analytics.estimators.result import Estimate

TOP = 44  # where the first row begins; the axis has its numbers above
SPREAD = 14  # from one mark of a row to the next
PADDING = 15  # above the first mark and below the last
PERCENTS = tuple((percent / 100, f"{percent}%") for percent in (0, 25, 50, 75, 100))


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures across: where labels, axis and numbers stand on a page of one width."""

    width: int
    label: int
    label_width: int
    is_label_above: bool
    axis: Scale
    numbers: int | None  # where shares end that are written beside their marks


WIDE = Frame(800, 12, 200, False, Scale(0, 1, 220, 720), 792)
# On a phone of 360 px a page leaves 328, and labels stand above the marks.
NARROW = Frame(328, 12, 304, True, Scale(0, 1, 24, 256), 318)
# The file that goes into papers: numbers stay out of it.
PRINT = Frame(750, 0, 200, False, Scale(0, 1, 210, 730), None)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one row shows; a series without a number keeps its line free."""

    label: str
    shares: tuple[tuple[Series, Estimate | None], ...]


def draw_rows(title: str, description: str, rows: Sequence[ShareRow], frame: Frame) -> Figure:
    """Return the figure of the rows, from above to below in the order given."""
    rules, labels, numbers, marks = [], [], [], []
    top = TOP
    for row in rows:
        rules.append(f"M0 {top}H{frame.width}")
        lines = break_lines(row.label, frame.label_width)
        baseline, first, top = _arrange_row(top, len(lines), len(row.shares), frame)
        labels += [
            Label(line, frame.label, baseline + index * LINE_HEIGHT)
            for index, line in enumerate(lines)
        ]
        for index, (series, estimate) in enumerate(row.shares):
            if estimate is None or estimate.share is None:
                continue
            y = first + index * SPREAD
            marks.append(_draw_mark(series, estimate, estimate.share, y, frame.axis))
            if frame.numbers:
                numbers.append(Label(f"{estimate.share * 100:.1f}%", frame.numbers, y + 4))
    return Figure(
        title=title,
        description=description,
        width=frame.width,
        height=top + 8,
        axes=(make_axis_across(frame.axis, PERCENTS, top=TOP - 10, bottom=top),),
        rules=(*rules, f"M0 {top}H{frame.width}"),
        labels=tuple(labels),
        numbers=tuple(numbers),
        marks=tuple(marks),
    )


def _arrange_row(top: int, line_count: int, mark_count: int, frame: Frame) -> tuple[int, int, int]:
    """Return the baseline of a row's first line, the middle of its first mark, and its bottom."""
    reach = (mark_count - 1) * SPREAD
    overhang = (line_count - 1) * LINE_HEIGHT
    if frame.is_label_above:
        first = top + 20 + overhang + 14
        return top + 20, first, first + reach + PADDING + 1
    # A long label makes its row higher, and label and marks share their middle.
    height = max(reach + 2 * PADDING, line_count * LINE_HEIGHT + PADDING)
    middle = top + height // 2
    return middle + 5 - overhang // 2, middle - reach // 2, top + height


def _draw_mark(
    series: Series, estimate: Estimate, share: float, y: int, axis: Scale
) -> IntervalMark:
    low = share if estimate.low is None else estimate.low
    high = share if estimate.high is None else estimate.high
    text = f"{share * 100:.1f}%"
    if estimate.has_interval:
        text += f" ({low * 100:.1f}–{high * 100:.1f})"
    x, left, right = (axis.find_position(one) for one in (share, low, high))
    return IntervalMark(series, x, left, right, y, text)
