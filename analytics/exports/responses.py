"""Responses as files, one line each: CSV for every program, Parquet with typed columns."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analytics.exports.response_table import ResponseTable
from surveys.engine.tables import quote_cell, write_csv
from surveys.models import Survey

if TYPE_CHECKING:
    from analytics.dataset.columns import Columns


def export_responses(
    survey: Survey, *, language: str = "", only_completed: bool = True
) -> Iterator[bytes]:
    """Return the CSV file in pieces; `language` gives labels in place of codes.

    Withdrawn responses are never in it, and no key, code or hash of anybody.
    """
    table = ResponseTable(survey, language=language, only_completed=only_completed)
    yield from write_csv(table.names, [])
    yield from map(_write_lines, table.iterate())


def export_parquet(
    survey: Survey, *, language: str = "", only_completed: bool = True
) -> Iterator[bytes]:
    """Return the same table as a Parquet file in pieces, each column with the type it has.

    Labels stand where a variable has codes; a number stays one, its codes for no answer included.
    """
    # Loaded where it is used: a process that only answers respondents never needs Arrow.
    from analytics.exports.parquet import write_parquet

    table = ResponseTable(survey, language=language, only_completed=only_completed, is_typed=True)
    return write_parquet(table)


def _write_lines(columns: "Columns") -> bytes:
    """Return a piece of a CSV file; each different cell of a column is written once."""
    import numpy as np

    cells = []
    for column in columns.values():
        written = np.array([quote_cell(value) for value in column.values], object)
        cells.append(written[column.positions].tolist())
    return "".join(",".join(line) + "\r\n" for line in zip(*cells, strict=True)).encode()
