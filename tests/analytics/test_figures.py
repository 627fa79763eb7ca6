"""The parts of every figure: scales, broken labels, lines, steps, and the one template."""

from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from analytics.charts.figure import Figure, IntervalMark, Polyline, Series, StepLine
from analytics.charts.labels import Label, break_lines
from analytics.charts.scale import Scale, Tick, make_axis_across, make_axis_upright

SVG = "{http://www.w3.org/2000/svg}"
SHARES = Scale(0, 1, start=200, end=40)
RESPONDENTS = Scale(100, 300, start=60, end=260)


@pytest.mark.parametrize(
    ("scale", "amount", "position"),
    [
        (RESPONDENTS, 100, 60),
        (RESPONDENTS, 150, 110),
        (RESPONDENTS, 300, 260),
        (SHARES, 0, 200),
        (SHARES, 0.25, 160),
        (SHARES, 1, 40),
    ],
)
def test_an_amount_stands_where_its_scale_says(scale: Scale, amount: float, position: int) -> None:
    assert scale.find_position(amount) == position


def test_an_axis_across_has_its_numbers_above_the_grid() -> None:
    axis = make_axis_across(RESPONDENTS, [(100, "100"), (200, "200")], top=40, bottom=200)
    assert axis.anchor == "middle"
    assert axis.ticks == (Tick("100", 60, 30, "M60 40V200"), Tick("200", 160, 30, "M160 40V200"))


def test_an_upright_axis_has_its_numbers_left_of_the_grid() -> None:
    axis = make_axis_upright(SHARES, [(0, "0%"), (0.5, "50%")], left=60, right=260)
    assert axis.anchor == "end"
    assert axis.ticks == (Tick("0%", 50, 205, "M60 200H260"), Tick("50%", 50, 125, "M60 120H260"))


def _find_points(*amounts: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    return tuple((RESPONDENTS.find_position(x), SHARES.find_position(y)) for x, y in amounts)


POINTS = _find_points((100, 0.5), (200, 0.25), (300, 0.375))
NAME = Label("Weighted", 266, 145)


def test_a_line_joins_its_points_straight() -> None:
    assert Polyline(Series.WEIGHTED, POINTS, NAME).path == "M60 120L160 160L260 140"


def test_a_step_holds_until_the_next_point() -> None:
    assert StepLine(Series.BASELINE, POINTS, NAME).path == "M60 120H160V160H260V140"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("",)),
        ("Work", ("Work",)),
        ("Nearer to my parents", ("Nearer to my", "parents")),
        ("Familienzusammenführung", ("Familienzusammenführung",)),
        ("想离父母更近一些以便照顾", ("想离父母更近一", "些以便照顾")),
        ("想离父母更近些，照顾", ("想离父母更近", "些，照顾")),
        ("Refused  (99)", ("Refused  (99)",)),
    ],
)
def test_a_label_breaks_between_words_or_between_chinese_characters(
    text: str, lines: tuple[str, ...]
) -> None:
    assert break_lines(text, 104) == lines


def test_any_figure_is_drawn_with_title_description_and_every_part() -> None:
    figure = Figure(
        title="How the share settles <1>",
        description="Share by respondents.",
        width=340,
        height=220,
        axes=(
            make_axis_across(RESPONDENTS, [(100, "100")], top=40, bottom=200),
            make_axis_upright(SHARES, [(0, "0%")], left=60, right=260),
        ),
        rules=("M0 210H340",),
        labels=(Label("n", 10, 20),),
        marks=(IntervalMark(Series.UNWEIGHTED, 160, 120, 200, 80, "50.0%"),),
        curves=(
            Polyline(Series.WEIGHTED, POINTS, NAME),
            StepLine(Series.BASELINE, POINTS, Label("Baseline", 266, 120)),
        ),
    )
    drawn = render_to_string("analytics/_figure.html", {"figure": figure, "name": "settling"})
    root = ElementTree.fromstring(drawn)
    assert root.attrib["viewBox"] == "0 0 340 220"
    for part, text in (("title", figure.title), ("desc", figure.description)):
        found = root.find(SVG + part)
        assert found is not None
        assert found.text == text
        assert found.attrib["id"] in root.attrib["aria-labelledby"].split()
    assert [(one.get("class"), one.get("d")) for one in root.iter(f"{SVG}path")] == [
        ("grid", "M60 40V200M60 200H260M0 210H340"),
        ("curve weighted", "M60 120L160 160L260 140"),
        ("curve baseline", "M60 120H160V160H260V140"),
        (None, "M120 80H200"),
        (None, "M160 80m-4-4h8v8h-8z"),
    ]
    assert [one.text for one in root.iter(f"{SVG}text")] == [
        "100",
        "0%",
        "Weighted",
        "Baseline",
        "n",
    ]
