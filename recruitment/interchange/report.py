"""What became of every column of an imported file, as plain lines that align."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recruitment.interchange.columns import SHOWN, Column
from recruitment.interchange.tables import RdsTable

WIDEST_CELL = 34
VALUES_SHOWN = 6
LONGEST_VALUE = 20
TITLES = ("column", "taken for", "values", "missing")


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One column of the file: what it was taken for, its values, and what to look at."""

    header: str
    taken_for: str
    values: str
    missing_count: int
    notes: tuple[str, ...] = ()


def report_columns(
    table: RdsTable, columns: Mapping[str, Column], faults: Mapping[str, str]
) -> tuple[ColumnReport, ...]:
    """A report of every column, in the order of the file; both mappings are by heading."""
    missing = {
        header: sum(row.cells[position] is None for row in table.rows)
        for position, header in enumerate(table.headers)
    }
    own = {report.header: report for report in _report_own(table)}
    reports = []
    for place, header in enumerate(table.file_headers, start=1):
        if header in columns:
            notes = (*columns[header].notes, *_note_spaces(table.respaced.get(header, ())))
            reports.append(_report_variable(columns[header], missing[header], notes))
        elif header in own:
            reports.append(own[header])
        else:
            reason = faults.get(header) or _find_reason(table, header)
            reports.append(ColumnReport(header or f"(column {place})", "left out", reason, 0))
    return tuple(reports)


def write_report(reports: Sequence[ColumnReport]) -> list[str]:
    """The lines of a table of all columns, then what to look at."""
    rows = [TITLES] + [
        (
            _clip(report.header, WIDEST_CELL),
            report.taken_for,
            report.values,
            str(report.missing_count) if report.missing_count else "",
        )
        for report in reports
    ]
    # Reasons may be long; they stand last, so that they widen nothing.
    order = (0, 1, 3, 2)
    widths = [max(_measure(row[cell]) for row in rows) for cell in order]
    lines = [
        "  ".join(
            _pad(row[cell], width) for cell, width in zip(order, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
    notes = [f"  {report.header}: {note}" for report in reports for note in report.notes]
    return [*lines, *(["", "To look at:", *notes] if notes else [])]


def _report_own(table: RdsTable) -> Iterator[ColumnReport]:
    layout, rows = table.layout, table.rows
    seeds = sum(row.recruiter is None for row in rows)
    sizes = [row.network_size for row in rows if row.network_size is not None]
    times = [row.time for row in rows if row.time is not None]
    yield ColumnReport(layout.id, "id", f"{len(rows)} different", 0)
    yield ColumnReport(
        layout.recruiter,
        "recruiter",
        f"{_count(seeds, 'seed')}, {_count(len(rows) - seeds, 'recruit')}",
        0,
    )
    yield ColumnReport(
        layout.network_size, "network size", _show_range(sizes), len(rows) - len(sizes)
    )
    if times:
        days = [f"{moment:%Y-%m-%d}" for moment in (min(times), max(times))]
        yield ColumnReport(layout.time, "time", " to ".join(dict.fromkeys(days)), 0)


def _note_spaces(rows: Sequence[int]) -> Iterator[str]:
    if rows:
        where = f"{'rows' if len(rows) > 1 else 'row'} {', '.join(map(str, rows[:SHOWN]))}"
        more = " …" if len(rows) > SHOWN else ""
        yield f"line breaks and runs of spaces within a cell are read as one space: {where}{more}"


def _report_variable(column: Column, missing_count: int, notes: tuple[str, ...]) -> ColumnReport:
    values = _show_range(column.numbers) if column.numbers else _list_labels(column)
    if column.name != column.header:
        values = f"{values} (as {column.name})"
    return ColumnReport(column.header, column.kind, values, missing_count, notes)


def _list_labels(column: Column) -> str:
    labels = list(column.labels.values())
    clipped = (_clip(label, LONGEST_VALUE) for label in labels[:VALUES_SHOWN])
    shown = ", ".join(f"“{label}”" if "," in label else label for label in clipped)
    return shown if len(labels) <= VALUES_SHOWN else f"{shown}, … ({len(labels)} different)"


def _show_range(numbers: Sequence[int | float]) -> str:
    """The smallest and the largest of the numbers, and how many there are."""
    if not numbers:
        return "none"
    count = len(set(numbers))
    return f"{min(numbers)} to {max(numbers)} ({count} different)" if count > 1 else str(numbers[0])


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _find_reason(table: RdsTable, header: str) -> str:
    if not header:
        return "it has no heading"
    if table.layout.variables:
        return "not among --variables"
    return "bookkeeping by its name, like wave or coupon; --variables keeps it"


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _measure(text: str) -> int:
    """Columns on a terminal, where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _measure(text))
