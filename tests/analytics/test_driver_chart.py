"""The picture of the drivers: where everything stands, on a wide page and on a phone."""

import pytest

from analytics.charts.drivers import NARROW, WIDE, Frame, draw_drivers
from analytics.selectors.dashboard import Comparison, load_comparison
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


def test_the_picture_for_a_phone_fits_it_with_labels_above_the_marks(
    comparison: Comparison,
) -> None:
    chart = draw_drivers(comparison, NARROW)
    assert chart.width <= PHONE
    assert all(row.line < row.label_y < min(mark.y for mark in row.marks) for row in chart.rows)
