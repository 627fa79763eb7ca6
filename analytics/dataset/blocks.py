"""Blocks: the columns of up to a thousand responses as one compressed document.

The head names every column with its values, as JSON, which keeps whole numbers, fractions, words
and no answer apart; behind it stand the positions, column by column.
"""

import json
import zlib
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from analytics.dataset.columns import CodedColumn, Columns

LEVEL = 1  # of zlib: a tenth larger than its best, written in a fifth of the time
RESPONSE = "response"
"""The column that says whose each line is: the number of the response."""
BYTE, WIDE = np.dtype("<u1"), np.dtype("<u4")


def pack_block(columns: Columns) -> bytes:
    """Return columns as the database keeps them; `read_block` gives back the same."""
    head = [[name, list(column.values)] for name, column in columns.items()]
    written = json.dumps(head, allow_nan=False, separators=(",", ":"))
    positions = [
        column.positions.astype(_find_width(len(column.values))).tobytes()
        for column in columns.values()
    ]
    return zlib.compress(b"".join([written.encode(), b"\0", *positions]), LEVEL)


def read_block(document: bytes) -> Columns:
    """Return the columns that `pack_block` wrote; raises ValueError for what it cannot have."""
    try:
        head, _, body = zlib.decompress(document).partition(b"\0")
        named = [(name, tuple(values)) for name, values in json.loads(head)]
        widths = [_find_width(len(values)) for _, values in named]
        size, rest = divmod(len(body), sum(width.itemsize for width in widths) or 1)
        if rest:
            raise ValueError("The columns are not of one length.")
        columns: Columns = {}
        start = 0
        for (name, values), width in zip(named, widths, strict=True):
            positions = np.frombuffer(body, width, size, start).astype(np.int32)
            if size and positions.max() >= len(values):
                raise ValueError("A position is beyond the values.")
            columns[name] = CodedColumn(values, positions)
            start += size * width.itemsize
        if not all(type(one) is int for one in columns[RESPONSE].values):
            raise ValueError("It does not say whose the lines are.")
    except (zlib.error, TypeError, KeyError) as error:
        raise ValueError("The block cannot be read.") from error
    return columns


def list_responses(columns: Columns) -> NDArray[np.int64]:
    """Return whose the lines are."""
    return np.array(columns[RESPONSE].spread(), np.int64)


def keep_responses(columns: Columns, response_ids: Collection[int]) -> Columns:
    """Return the lines of these responses alone; where somebody is left out, with their values."""
    is_kept = np.isin(list_responses(columns), list(response_ids))
    if is_kept.all():
        return columns
    return {name: column.keep(is_kept) for name, column in columns.items()}


def _find_width(count: int) -> np.dtype[np.unsignedinteger]:
    """Return the smallest of two types that numbers so many values."""
    return BYTE if count <= np.iinfo(BYTE).max + 1 else WIDE
