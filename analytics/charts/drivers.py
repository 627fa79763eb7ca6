"""The drivers of the baseline beside the survey, as places in a picture; no drawing here."""

from dataclasses import dataclass

from analytics.estimators.result import Estimate
from analytics.selectors.dashboard import BaselineRow, Comparison
from analytics.selectors.words import pick_language

RIGHT = 20
TOP = 44
SPREAD = 14
LEGEND_HEIGHT = 50
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a picture: where the axis begins, how long it is, how high a row is."""

    left: int
    axis: int
    row_height: int
    label_drop: int  # from the line above a row down to its label
    marks_drop: int  # from the same line to the middle mark


WIDE = Frame(left=210, axis=520, row_height=58, label_drop=34, marks_drop=29)
# On a phone of 360 px the labels stand above the marks.
NARROW = Frame(left=16, axis=256, row_height=76, label_drop=20, marks_drop=46)


@dataclass(frozen=True, slots=True)
class Mark:
    """One share with its interval on one line of the picture; no interval: low equals high."""

    kind: str
    x: int
    low: int
    high: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One driver."""

    label: str
    label_y: int
    line: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class DriverChart:
    """Everything the template draws."""

    width: int
    height: int
    file_height: int  # with a legend beneath
    bottom: int
    frame: Frame
    rows: tuple[ChartRow, ...]
    ticks: tuple[tuple[int, int], ...]


def draw_drivers(comparison: Comparison, frame: Frame) -> DriverChart:
    """Baseline, weighted and unweighted share of every driver, in the order of the study.

    The baseline alone while there are too few respondents for shares.
    """
    is_shown = not comparison.summary.missing_count
    rows = comparison.drivers
    bottom = TOP + len(rows) * frame.row_height
    return DriverChart(
        width=frame.left + frame.axis + RIGHT,
        height=bottom + 8,
        file_height=bottom + 8 + LEGEND_HEIGHT,
        bottom=bottom,
        frame=frame,
        rows=tuple(_draw_row(row, index, is_shown, frame) for index, row in enumerate(rows)),
        ticks=tuple((_place(tick / 100, frame), tick) for tick in TICKS),
    )


def _draw_row(row: BaselineRow, index: int, is_shown: bool, frame: Frame) -> ChartRow:
    line = TOP + index * frame.row_height
    middle = line + frame.marks_drop
    marks = [_draw_mark("baseline", row.baseline_estimate, middle - SPREAD, frame)]
    if is_shown:
        marks.append(_draw_mark("weighted", row.survey.rds_ii, middle, frame))
        marks.append(_draw_mark("unweighted", row.survey.unweighted, middle + SPREAD, frame))
    return ChartRow(
        label=pick_language(row.label),
        label_y=line + frame.label_drop,
        line=line,
        marks=tuple(mark for mark in marks if mark is not None),
    )


def _draw_mark(kind: str, estimate: Estimate | None, y: int, frame: Frame) -> Mark | None:
    if estimate is None or estimate.share is None:
        return None
    low = estimate.share if estimate.low is None else estimate.low
    high = estimate.share if estimate.high is None else estimate.high
    text = f"{estimate.share * 100:.1f}%"
    if estimate.has_interval:
        text += f" ({low * 100:.1f}–{high * 100:.1f})"
    x, left, right = (_place(one, frame) for one in (estimate.share, low, high))
    return Mark(kind, x, left, right, y, text)


def _place(share: float, frame: Frame) -> int:
    return frame.left + round(share * frame.axis)
