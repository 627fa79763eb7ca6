"""The picture of the drivers: where everything stands, on a wide page and on a phone."""

from dataclasses import replace

import pytest

from analytics.charts.drivers import NARROW, WIDE, Frame, draw_drivers
from analytics.estimators.result import Estimate, Estimator, IntervalMethod
from analytics.selectors.dashboard import BaselineRow, Comparison, load_comparison
from tests.factories import make_simulated_survey

pytestmark = pytest.mark.django_db

PHONE = 328  # what a page leaves of 360 px


@pytest.fixture
def comparison() -> Comparison:
    found = load_comparison(make_simulated_survey())
    assert found is not None
    return found


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_mark_lies_between_the_ends_of_the_axis(comparison: Comparison, frame: Frame) -> None:
    chart = draw_drivers(comparison, frame)
    marks = [mark for row in chart.rows for mark in row.marks]
    assert len(marks) == 3 * len(chart.rows)
    start, end = chart.ticks[0][0], chart.ticks[-1][0]
    assert all(start <= mark.low <= mark.x <= mark.high <= end < chart.width for mark in marks)


@pytest.mark.parametrize(
    ("frame", "ticks"),
    [(WIDE, (210, 340, 470, 600, 730)), (NARROW, (16, 80, 144, 208, 272))],
    ids=["wide", "narrow"],
)
def test_the_axis_has_its_five_ticks(
    comparison: Comparison, frame: Frame, ticks: tuple[int, ...]
) -> None:
    assert tuple(x for x, _ in draw_drivers(comparison, frame).ticks) == ticks


@pytest.mark.parametrize(("frame", "x"), [(WIDE, 634), (NARROW, 225)], ids=["wide", "narrow"])
def test_a_baseline_mark_stands_at_its_share(comparison: Comparison, frame: Frame, x: int) -> None:
    career = draw_drivers(comparison, frame).rows[1]
    assert comparison.drivers[1].baseline_estimate is not None
    assert comparison.drivers[1].baseline_estimate.share == 44 / 54
    assert career.marks[0].x == x


def _place_shares(row: BaselineRow) -> BaselineRow:
    """The row with shares that fall on whole pixels: 50 % (25–90) weighted, 10 % unweighted."""
    weighted = Estimate(
        0.5, 0.25, 0.9, Estimator.RDS_II, IntervalMethod.VOLZ_HECKATHORN, 40, level=0.95
    )
    unweighted = replace(weighted, share=0.1, low=None, high=None)
    return replace(row, survey=replace(row.survey, rds_ii=weighted, unweighted=unweighted))


@pytest.mark.parametrize(
    ("frame", "weighted", "unweighted"),
    [
        (WIDE, (470, 340, 678, 131), (262, 262, 262, 145)),
        (NARROW, (144, 80, 246, 166), (42, 42, 42, 180)),
    ],
    ids=["wide", "narrow"],
)
def test_marks_of_the_survey_stand_at_their_shares_and_reach_as_far_as_their_intervals(
    comparison: Comparison,
    frame: Frame,
    weighted: tuple[int, ...],
    unweighted: tuple[int, ...],
) -> None:
    parts = tuple(
        replace(part, rows=tuple(_place_shares(row) for row in part.rows))
        for part in comparison.parts
    )
    _, filled, open_square = draw_drivers(replace(comparison, parts=parts), frame).rows[1].marks
    assert (filled.x, filled.low, filled.high, filled.y) == weighted
    assert (open_square.x, open_square.low, open_square.high, open_square.y) == unweighted
    assert (filled.text, open_square.text) == ("50.0% (25.0–90.0)", "10.0%")


@pytest.mark.parametrize(
    ("frame", "line", "label", "size"),
    [(WIDE, 102, 136, (750, 690)), (NARROW, 120, 140, (292, 888))],
    ids=["wide", "narrow"],
)
def test_second_row_and_the_edges_stand_where_they_should(
    comparison: Comparison, frame: Frame, line: int, label: int, size: tuple[int, int]
) -> None:
    chart = draw_drivers(comparison, frame)
    assert (chart.rows[1].line, chart.rows[1].label_y) == (line, label)
    assert len(chart.rows) == 11
    assert (chart.width, chart.height) == size
    assert chart.file_height == chart.height + 50


def test_the_picture_for_a_phone_fits_it_with_labels_above_the_marks(
    comparison: Comparison,
) -> None:
    chart = draw_drivers(comparison, NARROW)
    assert chart.width <= PHONE
    assert all(row.line < row.label_y < min(mark.y for mark in row.marks) for row in chart.rows)
