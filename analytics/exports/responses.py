"""Responses as files, one line each: CSV for every program, Parquet with typed columns."""

from collections.abc import Iterator
from itertools import chain

from analytics.exports.response_table import ResponseTable
from surveys.engine.tables import write_csv
from surveys.models import Survey


def export_responses(
    survey: Survey, *, language: str = "", only_completed: bool = True
) -> Iterator[bytes]:
    """Return the CSV file in pieces; `language` gives labels in place of codes.

    Withdrawn responses are never in it, and no key, code or hash of anybody.
    """
    table = ResponseTable(survey, language=language, only_completed=only_completed)
    batches = (zip(*batch.values(), strict=True) for batch in table.iterate())
    return write_csv(table.names, chain.from_iterable(batches))


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
