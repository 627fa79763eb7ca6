"""The picture of the drivers: where everything stands, on both widths of a page and in a file."""

import json
from collections.abc import Iterator

import pytest
from django.utils import translation

from analytics.charts.drivers import draw_drivers, draw_drivers_file
from analytics.charts.figure import Figure, IntervalMark
from analytics.charts.labels import Label
from analytics.charts.rows import NARROW, PRINT, WIDE, Frame
from analytics.comparison.reading import read_baseline
from analytics.estimators.degree import DegreeRule
from analytics.estimators.naive import estimate_count
from analytics.estimators.result import Estimate, Estimator, IntervalMethod
from analytics.selectors.dashboard import (
    BaselineRow,
    Comparison,
    PartRows,
    SampleSummary,
    ValueEstimates,
)
from analytics.services.baselines import SHIPPED
from surveys.models import Survey

PHONE = 328  # what a page leaves of 360 px
SURVEY = Survey(slug="study", is_simulated=True)
FRAMES = pytest.mark.parametrize("frame", [WIDE, NARROW, PRINT], ids=["wide", "narrow", "print"])
# Shares that fall on whole pixels.
WEIGHTED = Estimate(0.5, 0.25, 0.9, Estimator.RDS_II, IntervalMethod.VOLZ_HECKATHORN, 40)
UNWEIGHTED = Estimate(0.1, None, None, Estimator.UNWEIGHTED, IntervalMethod.WILSON, 40)


@pytest.fixture(autouse=True, params=["en", "zh-hans"])
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    """The picture of this study has the same measures in both languages."""
    with translation.override(request.param):
        yield


def make_comparison(respondent_count: int = 40) -> Comparison:
    """Return every driver of the study beside the same shares of a survey."""
    baseline = read_baseline(json.loads((SHIPPED / "gong2023.json").read_text(encoding="utf-8")))
    parts = tuple(
        PartRows(
            part.key,
            part.label,
            tuple(
                BaselineRow(
                    key=driver.key,
                    variable=driver.variable,
                    label=driver.label,
                    baseline=driver.count,
                    baseline_estimate=estimate_count(driver.count.x, driver.count.n),
                    printed_percentage=None,
                    survey=ValueEstimates(1, driver.label, 20, UNWEIGHTED, WEIGHTED),
                )
                for driver in part.drivers
            ),
        )
        for part in baseline.parts
    )
    summary = SampleSummary(
        respondent_count,
        1,
        ((0, 1),),
        (),
        (),
        DegreeRule.EXCLUDE,
        0,
        0,
        0,
        None,
        recount=None,
    )
    return Comparison(summary, baseline, parts, composition=(), claims=())


def draw(frame: Frame) -> Figure:
    return draw_drivers(SURVEY, make_comparison(), frame)


def list_second_row(frame: Frame) -> tuple[IntervalMark, ...]:
    return draw(frame).marks[3:6]


@FRAMES
def test_every_mark_lies_between_the_ends_of_the_axis(frame: Frame) -> None:
    figure = draw(frame)
    assert len(figure.marks) == 3 * 11
    start, end = frame.axis.start, frame.axis.end
    assert all(start <= one.low <= one.x <= one.high <= end < figure.width for one in figure.marks)


@pytest.mark.parametrize(
    ("frame", "ticks"),
    [
        (WIDE, (220, 345, 470, 595, 720)),
        (NARROW, (24, 82, 140, 198, 256)),
        (PRINT, (210, 340, 470, 600, 730)),
    ],
    ids=["wide", "narrow", "print"],
)
def test_the_axis_has_its_five_ticks(frame: Frame, ticks: tuple[int, ...]) -> None:
    (axis,) = draw(frame).axes
    assert tuple(tick.x for tick in axis.ticks) == ticks
    assert [tick.text for tick in axis.ticks] == ["0%", "25%", "50%", "75%", "100%"]
    assert axis.ticks[1].path.startswith(f"M{ticks[1]} 34V")


@pytest.mark.parametrize(
    ("frame", "x"), [(WIDE, 627), (NARROW, 213), (PRINT, 634)], ids=["wide", "narrow", "print"]
)
def test_a_baseline_mark_stands_at_its_share(frame: Frame, x: int) -> None:
    career = list_second_row(frame)[0]
    assert career.text.startswith(f"{44 / 54 * 100:.1f}%")
    assert career.x == x


@pytest.mark.parametrize(
    ("frame", "weighted", "unweighted"),
    [
        (WIDE, (470, 345, 670, 131), (270, 270, 270, 145)),
        (NARROW, (140, 82, 233, 170), (47, 47, 47, 184)),
        (PRINT, (470, 340, 678, 131), (262, 262, 262, 145)),
    ],
    ids=["wide", "narrow", "print"],
)
def test_marks_of_the_survey_stand_at_their_shares_and_reach_as_far_as_their_intervals(
    frame: Frame, weighted: tuple[int, ...], unweighted: tuple[int, ...]
) -> None:
    _, filled, square = list_second_row(frame)
    assert (filled.x, filled.low, filled.high, filled.y) == weighted
    assert (square.x, square.low, square.high, square.y) == unweighted
    assert (filled.text, square.text) == ("50.0% (25.0–90.0)", "10.0%")


@pytest.mark.parametrize(
    ("frame", "rule", "label", "size"),
    [
        (WIDE, "M0 102H800", (12, 136), (800, 690)),
        (NARROW, "M0 122H328", (12, 142), (328, 910)),
        (PRINT, "M0 102H750", (0, 136), (750, 690)),
    ],
    ids=["wide", "narrow", "print"],
)
def test_second_row_and_the_edges_stand_where_they_should(
    frame: Frame, rule: str, label: tuple[int, int], size: tuple[int, int]
) -> None:
    figure = draw(frame)
    assert figure.rules[1] == rule
    assert (figure.labels[1].x, figure.labels[1].y) == label
    assert len(figure.rules) == 11 + 1
    assert (figure.width, figure.height) == size


@pytest.mark.parametrize(("frame", "x"), [(WIDE, 792), (NARROW, 318)], ids=["wide", "narrow"])
def test_every_share_is_written_beside_its_mark_within_the_figure(frame: Frame, x: int) -> None:
    figure = draw(frame)
    assert figure.numbers[4:6] == (
        Label("50.0%", x, figure.marks[4].y + 4),
        Label("10.0%", x, figure.marks[5].y + 4),
    )
    # "100.0%" is about 40 px wide: no mark and no tick's number reaches there.
    assert frame.axis.end + 18 < x - 40


def test_the_picture_for_a_phone_fits_it_with_labels_above_the_marks() -> None:
    figure = draw(NARROW)
    assert figure.width == PHONE
    tops = [int(rule[3:].partition("H")[0]) for rule in figure.rules]
    for index, name in enumerate(figure.labels):
        marks = figure.marks[3 * index : 3 * index + 3]
        assert tops[index] < name.y < min(mark.y for mark in marks)


def test_the_file_has_its_legend_and_its_source_beneath() -> None:
    figure = draw_drivers_file(SURVEY, make_comparison())
    assert (figure.width, figure.height) == (750, 740)
    assert [(one.x, one.y, one.label.x, one.label.y) for one in figure.legend] == [
        (8, 702, 20, 706),
        (268, 702, 280, 706),
        (478, 702, 490, 706),
    ]
    (source,) = figure.notes
    assert (source.x, source.y) == (0, 730)
    assert " · study, n = 40 · " in source.text


def test_the_file_shows_the_baseline_alone_while_respondents_are_too_few() -> None:
    figure = draw_drivers_file(SURVEY, make_comparison(respondent_count=9))
    assert {mark.series for mark in figure.marks} == {"baseline"}
    assert figure.marks[1].y == 117
    assert figure.labels[-1] == Label(figure.labels[-1].text, 0, 676)
