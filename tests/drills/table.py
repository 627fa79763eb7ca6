"""What the drills saw: one row for each, printed as one table at the end."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import pytest

PROPERTY = "drill row"
COLUMNS = (
    "drill",
    "database",
    "acknowledged",
    "lost",
    "doubled",
    "longest wait s",
    "back after s",
    "remark",
)


@dataclass(frozen=True)
class Row:
    """What one drill, or its control, saw; None where it does not ask."""

    drill: str
    database: str = ""
    acknowledged: int | None = None
    lost: int | None = None
    doubled: int | None = None
    longest: float | None = None
    back: float | None = None
    remark: str = ""

    def list_cells(self) -> list[str]:
        """Return the cells as they are printed."""
        counts = [_print(self.acknowledged), _print(self.lost), _print(self.doubled)]
        return [
            *(self.drill, self.database, *counts),
            *(_print(self.longest), _print(self.back), self.remark),
        ]


Record = Callable[[Row], None]


def _print(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def attach(record_property: Callable[[str, object], None]) -> Record:
    """Return what keeps a row with its test's report."""
    return lambda row: record_property(PROPERTY, asdict(row))


def find_rows(report: pytest.TestReport) -> list[Row]:
    """Return the rows kept with a report."""
    return [Row(**value) for name, value in report.user_properties if name == PROPERTY]  # type: ignore[arg-type]


def draw(rows: list[tuple[Row, str]]) -> list[str]:
    """Return the lines of the table, each row with the outcome of its test."""
    cells = [[*COLUMNS, "outcome"], *([*row.list_cells(), outcome] for row, outcome in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    numbers = range(2, 7)
    return [
        "  ".join(
            cell.rjust(width) if place in numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
