"""The table of responses as Apache Parquet: typed columns, in pieces of bounded memory."""

from collections.abc import Iterator, Sequence
from datetime import date
from io import RawIOBase
from typing import Any

import pyarrow
from pyarrow import parquet

from analytics.dataset.columns import CodedColumn
from analytics.dataset.words import find_words
from analytics.exports.response_table import ResponseTable
from surveys.engine.codebook import VariableType
from surveys.engine.tables import Cell

ROWS_PER_GROUP = 20_000
LARGEST = 2**63
WORDS = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
WHOLE = pyarrow.int64()
FRACTION = pyarrow.float64()
OWN_TYPES = {
    "id": pyarrow.string(),
    "is_simulated": pyarrow.int8(),
    "is_referred": pyarrow.int8(),
    "survey_year": pyarrow.int16(),
    "started_on": pyarrow.date32(),
    "completed_on": pyarrow.date32(),
    "minutes": FRACTION,
    "consent_sharing": pyarrow.int8(),
    "wave": pyarrow.int32(),
    "seed": pyarrow.string(),
    "recruiter": pyarrow.string(),
    "degree": WHOLE,
    "weight_rds_ii": FRACTION,
    "q_fast": pyarrow.int8(),
    "q_duplicate_text": pyarrow.int8(),
}
"""Types of the columns beside the variables; the others hold words."""


class _Pipe(RawIOBase):
    """A file that hands on what is written to it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._length += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._length

    def drain(self) -> bytes:
        """Return what was written since the last call."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def write_parquet(table: ResponseTable) -> Iterator[bytes]:
    """Return the file in pieces; the first one leaves before the first response is read."""
    schema = _make_schema(table)
    pipe = _Pipe()
    with parquet.ParquetWriter(pipe, schema, compression="zstd") as writer:
        yield pipe.drain()
        waiting: list[Any] = []
        for batch in table.iterate():
            columns = [_fill(batch[name], schema.field(name).type) for name in table.names]
            waiting.append(pyarrow.Table.from_arrays(columns, schema=schema))
            if sum(map(len, waiting)) >= ROWS_PER_GROUP:
                writer.write_table(pyarrow.concat_tables(waiting))
                waiting = []
                yield pipe.drain()
        if waiting:
            writer.write_table(pyarrow.concat_tables(waiting))
    yield pipe.drain()


def _make_schema(table: ResponseTable) -> Any:
    own_types = {column: OWN_TYPES.get(name) for name, column in table.chain_names.items()}
    specs = {spec.name: spec for spec in table.catalogue.specs}
    words = find_words(table.catalogue)
    fields = []
    for name in table.names:
        spec = specs.get(name)
        if spec is None:
            kind = own_types.get(name) or OWN_TYPES.get(name) or WORDS
        elif spec.type is VariableType.NUMBER:
            kind = WORDS if name in words else FRACTION
        else:
            are_numbers = all(isinstance(choice.code, int) for choice in spec.choices)
            kind = WHOLE if are_numbers and not table.labels[name] else WORDS
        fields.append((name, kind))
    return pyarrow.schema(fields)


def _fill(column: CodedColumn, kind: Any) -> Any:
    """Return a column as an array of a type; each different value is converted once."""
    positions = pyarrow.array(column.positions)
    if kind == WORDS:
        spelled = [None if cell is None else str(cell) for cell in column.values]
        return pyarrow.array(spelled, pyarrow.string()).take(positions).dictionary_encode()
    return _convert(column.values, kind).take(positions)


def _convert(cells: Sequence[Cell], kind: Any) -> Any:
    if kind == FRACTION:
        return pyarrow.array([None if cell is None else float(cell) for cell in cells], kind)
    if kind == pyarrow.date32():
        days = [date.fromisoformat(str(cell)) if cell else None for cell in cells]
        return pyarrow.array(days, kind)
    if kind == WHOLE:
        # What no code and no count can be has no place in a column of whole numbers.
        whole = [
            cell
            if isinstance(cell, (int, float)) and cell % 1 == 0 and abs(cell) < LARGEST
            else None
            for cell in cells
        ]
        return pyarrow.array(whole, kind)
    return pyarrow.array(cells, kind)
