"""The parts of a figure, as positions in whole pixels; `analytics/_figure.html` draws any of them.

Colours are those of a series and live in the style sheet; without it a figure is black and white.
"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.charts.labels import Label
from analytics.charts.scale import Axis


class Series(StrEnum):
    """Whose numbers are drawn; it names the class in the style sheet."""

    BASELINE = "baseline"
    WEIGHTED = "weighted"
    UNWEIGHTED = "unweighted"

    @property
    def shape(self) -> str:
        """Return the outline of its marks from their middle; it tells series apart in print."""
        return SHAPES[self]

    @property
    def fill(self) -> str:
        """Return what its marks are filled with in black and white."""
        return "#fff" if self is Series.UNWEIGHTED else "#000"

    @property
    def thickness(self) -> int:
        """Return how thick its lines are, in pixels."""
        return 2 if self is Series.WEIGHTED else 1


SHAPES = {
    Series.BASELINE: "m0-6l6 6l-6 6l-6-6z",
    Series.WEIGHTED: "m-5 0a5 5 0 1 1 10 0a5 5 0 1 1-10 0z",
    Series.UNWEIGHTED: "m-4-4h8v8h-8z",
}


@dataclass(frozen=True, slots=True)
class IntervalMark:
    """A share with its interval on one line; without an interval low and high equal the share."""

    series: Series
    x: int
    low: int
    high: int
    y: int
    text: str

    @property
    def line(self) -> str:
        """Return its interval as the path of a line."""
        return f"M{self.low} {self.y}H{self.high}"

    @property
    def outline(self) -> str:
        """Return its mark as a path in the shape of its series."""
        return f"M{self.x} {self.y}{self.series.shape}"


@dataclass(frozen=True, slots=True)
class Polyline:
    """Points joined straight, named at their end."""

    series: Series
    points: tuple[tuple[int, int], ...]
    label: Label

    @property
    def path(self) -> str:
        """Return the path through all points."""
        return "M" + "L".join(f"{x} {y}" for x, y in self.points)


@dataclass(frozen=True, slots=True)
class StepLine:
    """Points each of which holds until the next, named at their end."""

    series: Series
    points: tuple[tuple[int, int], ...]
    label: Label

    @property
    def path(self) -> str:
        """Return the path that goes across first, then up or down."""
        (x, y), *rest = self.points
        return f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y in rest)


@dataclass(frozen=True, slots=True)
class LegendKey:
    """What the mark of a series means."""

    series: Series
    text: str


@dataclass(frozen=True, slots=True)
class DrawnKey:
    """A key drawn inside the figure, for a file that has no page around it."""

    key: LegendKey
    x: int
    y: int

    @property
    def label(self) -> Label:
        """Return its text, to the right of its mark."""
        return Label(self.key.text, self.x + 12, self.y + 4)


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything the template draws, from the ground up."""

    title: str
    description: str
    width: int
    height: int
    axes: tuple[Axis, ...]
    rules: tuple[str, ...] = ()  # lines between rows
    labels: tuple[Label, ...] = ()
    numbers: tuple[Label, ...] = ()  # small, at the end of a row: `x` is where they end
    marks: tuple[IntervalMark, ...] = ()
    curves: tuple[Polyline | StepLine, ...] = ()
    legend: tuple[DrawnKey, ...] = ()
    notes: tuple[Label, ...] = ()  # small, beneath the legend

    @property
    def grid(self) -> str:
        """Return all lines of the axes and between the rows as one path."""
        ticks = (tick.path for axis in self.axes for tick in axis.ticks)
        return "".join((*ticks, *self.rules))

    @property
    def marks_by_series(self) -> tuple[tuple[Series, tuple[IntervalMark, ...]], ...]:
        """Return the marks series by series, so that a page states the look of each only once."""
        groups = ((one, tuple(mark for mark in self.marks if mark.series is one)) for one in Series)
        return tuple((series, marks) for series, marks in groups if marks)
