"""The drivers of the baseline beside the survey, as places in a picture; no drawing here."""

from dataclasses import dataclass

from analytics.estimators.result import Estimate
from analytics.selectors.dashboard import BaselineRow, Comparison
from analytics.selectors.words import pick_language

LABEL_WIDTH = 210
AXIS_WIDTH = 520
RIGHT = 20
TOP = 44
ROW_HEIGHT = 58
SPREAD = 14
LEGEND_HEIGHT = 50
TICKS = (0, 25, 50, 75, 100)


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
    y: int
    line: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class DriverChart:
    """Everything the template draws."""

    width: int
    height: int
    file_height: int  # with a legend beneath
    bottom: int
    rows: tuple[ChartRow, ...]
    ticks: tuple[tuple[int, int], ...]


def draw_drivers(comparison: Comparison) -> DriverChart:
    """Baseline, weighted and unweighted share of every driver, in the order of the study.

    The baseline alone while there are too few respondents for shares.
    """
    is_shown = not comparison.summary.missing_count
    rows = (*comparison.drivers, *comparison.networks)
    bottom = TOP + len(rows) * ROW_HEIGHT
    return DriverChart(
        width=LABEL_WIDTH + AXIS_WIDTH + RIGHT,
        height=bottom + 8,
        file_height=bottom + 8 + LEGEND_HEIGHT,
        bottom=bottom,
        rows=tuple(_draw_row(row, index, is_shown) for index, row in enumerate(rows)),
        ticks=tuple((_place(tick / 100), tick) for tick in TICKS),
    )


def _draw_row(row: BaselineRow, index: int, is_shown: bool) -> ChartRow:
    middle = TOP + index * ROW_HEIGHT + ROW_HEIGHT // 2
    marks = [_draw_mark("baseline", row.baseline_estimate, middle - SPREAD)]
    if is_shown:
        marks.append(_draw_mark("weighted", row.survey.rds_ii, middle))
        marks.append(_draw_mark("unweighted", row.survey.unweighted, middle + SPREAD))
    return ChartRow(
        label=pick_language(row.label),
        y=middle,
        line=TOP + index * ROW_HEIGHT,
        marks=tuple(mark for mark in marks if mark is not None),
    )


def _draw_mark(kind: str, estimate: Estimate | None, y: int) -> Mark | None:
    if estimate is None or estimate.share is None:
        return None
    low = estimate.share if estimate.low is None else estimate.low
    high = estimate.share if estimate.high is None else estimate.high
    text = f"{estimate.share * 100:.1f}%"
    if estimate.has_interval:
        text += f" ({low * 100:.1f}–{high * 100:.1f})"
    return Mark(kind, _place(estimate.share), _place(low), _place(high), y, text)


def _place(share: float) -> int:
    return LABEL_WIDTH + round(share * AXIS_WIDTH)
