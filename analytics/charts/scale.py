"""Where an amount stands along an axis, and the ticks of that axis; no drawing here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

TICK_GAP = 10  # from the end of a tick's line to its number


@dataclass(frozen=True, slots=True)
class Scale:
    """Amounts from `low` at pixel `start` to `high` at pixel `end`; upright ones end above."""

    low: float
    high: float
    start: int
    end: int

    def find_position(self, amount: float) -> int:
        """Return the whole pixel at which an amount stands."""
        part = (amount - self.low) / (self.high - self.low)
        return self.start + round(part * (self.end - self.start))


@dataclass(frozen=True, slots=True)
class Tick:
    """One number of an axis, where it stands, and the line of the grid that belongs to it."""

    text: str
    x: int
    y: int
    path: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale with its ticks; `x` of a tick is the middle or the end of its number."""

    scale: Scale
    anchor: Literal["middle", "end"]
    ticks: tuple[Tick, ...]


def make_axis_across(
    scale: Scale, amounts: Sequence[tuple[float, str]], *, top: int, bottom: int
) -> Axis:
    """Return an axis from left to right with its numbers above the grid."""
    positions = [(scale.find_position(amount), text) for amount, text in amounts]
    ticks = (Tick(text, x, top - TICK_GAP, f"M{x} {top}V{bottom}") for x, text in positions)
    return Axis(scale, "middle", tuple(ticks))


def make_axis_upright(
    scale: Scale, amounts: Sequence[tuple[float, str]], *, left: int, right: int
) -> Axis:
    """Return an axis from bottom to top with its numbers left of the grid."""
    positions = [(scale.find_position(amount), text) for amount, text in amounts]
    ticks = (Tick(text, left - TICK_GAP, y + 5, f"M{left} {y}H{right}") for y, text in positions)
    return Axis(scale, "end", tuple(ticks))
