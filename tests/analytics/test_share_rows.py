"""Rows of shares: a label that does not fit one line makes room for itself."""

import pytest

from analytics.charts.figure import Figure, Series
from analytics.charts.rows import NARROW, WIDE, Frame, ShareRow, draw_rows
from analytics.estimators.result import Estimate, Estimator, IntervalMethod

LONG = "To be nearer to my parents, who have grown old and live alone"


def _draw_long_label(frame: Frame) -> Figure:
    half = Estimate(0.5, 0.25, 0.75, Estimator.RDS_II, IntervalMethod.VOLZ_HECKATHORN, 40)
    rows = [
        ShareRow(label, ((Series.WEIGHTED, half), (Series.UNWEIGHTED, half)))
        for label in (LONG, "Work")
    ]
    return draw_rows("Why?", "Both shares.", rows, frame)


@pytest.mark.parametrize(
    ("frame", "labels", "marks", "rules"),
    [
        (WIDE, (65, 83, 101, 140), (71, 85, 128, 142), ("M0 44H800", "M0 113H800", "M0 157H800")),
        (NARROW, (64, 82, 146), (96, 110, 160, 174), ("M0 44H328", "M0 126H328", "M0 190H328")),
    ],
    ids=["wide", "narrow"],
)
def test_a_long_label_makes_its_row_higher(
    frame: Frame, labels: tuple[int, ...], marks: tuple[int, ...], rules: tuple[str, ...]
) -> None:
    figure = _draw_long_label(frame)
    assert tuple(one.y for one in figure.labels) == labels
    assert tuple(one.y for one in figure.marks) == marks
    assert figure.rules == rules
