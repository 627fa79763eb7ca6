"""What became of every column of an imported file, as plain lines that align."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recruitment.interchange.columns import SHOWN, ImportedColumn
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
    table: RdsTable, columns: Mapping[str, ImportedColumn], faults: Mapping[str, str]
) -> tuple[ColumnReport, ...]:
    """Return a report of every column, in the order of the file; both mappings are by heading."""
    missing = {
        header: sum(row.cells[position] is None for row in table.rows)
        for position, header in enumerate(table.headers)
    }
    own = {report.header: report for report in _report_own(table)}
    reports = []
    for number, header in enumerate(table.file_headers, start=1):
        if header in columns:
            rows = table.respaced.get(header, ())
            reports.append(_report_variable(columns[header], missing[header], rows))
            continue
        if header in own:
            reports.append(own[header])
            continue
        if header in faults:
            reason = faults[header]
        elif not header:
            reason = "it has no heading"
        elif table.layout.variables:
            reason = "not among --variables"
        else:
            reason = "bookkeeping by its name, like wave or coupon; --variables keeps it"
        reports.append(ColumnReport(header or f"(column {number})", "left out", reason, 0))
    return tuple(reports)


def write_report(reports: Sequence[ColumnReport]) -> list[str]:
    """Return the lines of a table of all columns, then what to look at."""
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
            row[cell] + " " * (width - _measure(row[cell]))
            for cell, width in zip(order, widths, strict=True)
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


def _report_variable(
    column: ImportedColumn, missing_count: int, respaced: Sequence[int]
) -> ColumnReport:
    labels = list(column.labels.values())
    if column.numbers:
        values = _show_range(column.numbers)
    else:
        clipped = (_clip(label, LONGEST_VALUE) for label in labels[:VALUES_SHOWN])
        values = ", ".join(f"“{label}”" if "," in label else label for label in clipped)
    if len(labels) > VALUES_SHOWN:
        values = f"{values}, … ({len(labels)} different)"
    if column.name != column.header:
        values = f"{values} (as {column.name})"
    notes = column.notes
    if respaced:
        rows = ", ".join(map(str, respaced[:SHOWN])) + " …" * (len(respaced) > SHOWN)
        where = f"{'rows' if len(respaced) > 1 else 'row'} {rows}"
        spaces = f"line breaks and runs of spaces within a cell are read as one space: {where}"
        notes = (*notes, spaces)
    return ColumnReport(column.header, column.kind, values, missing_count, notes)


def _show_range(numbers: Sequence[int | float]) -> str:
    """Return the smallest and the largest of the numbers, and how many there are."""
    if not numbers:
        return "none"
    count = len(set(numbers))
    return f"{min(numbers)} to {max(numbers)} ({count} different)" if count > 1 else str(numbers[0])


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def _measure(text: str) -> int:
    """Return the width on a terminal, where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)
