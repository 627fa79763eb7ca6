"""One line of a table of budgets: what was measured, what it may be, and whether it is met."""

from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A figure in `unit`; with `count`, also what falls on each of so many responses."""

    what: str
    figure: float
    unit: str
    limit: float | None = None
    count: int = 0

    @property
    def is_met(self) -> bool | None:
        """Whether the figure keeps to its limit; None without one."""
        return None if self.limit is None else self.figure <= self.limit


def scale(limit: float, count: int) -> float:
    """Return the share of a limit for 1,000,000 responses that falls on `count`."""
    return limit * count / MILLION


def print_budget(lines: list[BudgetLine]) -> None:
    """Print one table; what falls on a response is in millionths of the unit."""
    print(f"{'what':<54}{'budget':>13}{'figure':>14}{'per response':>16}{'met':>5}")
    for line in lines:
        budget = "" if line.limit is None else f"≤ {_write(line.limit, line.unit)}"
        share = f"{line.figure / line.count * MILLION:,.1f} µ{line.unit}" if line.count else ""
        met = {None: "", True: "yes", False: "no"}[line.is_met]
        print(f"{line.what:<54}{budget:>13}{_write(line.figure, line.unit):>14}{share:>16}{met:>5}")


def _write(number: float, unit: str) -> str:
    digits = 0 if number >= 100 else 1 if number >= 10 else 3
    return f"{number:,.{digits}f} {unit}"
