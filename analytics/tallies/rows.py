"""Coded rows: one record per respondent; the database keeps its values packed as bits."""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.tallies.plan import TallyPlan

Records = NDArray[np.void]
"""Coded rows as one array; `row_type` names their fields."""

UNKNOWN = -1
"""The degree of somebody who told none, and the position of a value nobody may count."""

_HEAD = [("degree", "<i8"), ("channel", "<i8"), ("wave", "<i4"), ("day", "<i4")]


def row_type(plan: TallyPlan) -> np.dtype[np.void]:
    """Return the fields of a coded row.

    `degree` is the cleaned network size, UNKNOWN without one; zero is kept, because the rule for it
    is the estimator's. `channel` is an identifier or 0, `wave` counts steps from the seed, `day` is
    the day of completion as `date.toordinal` has it or 0. `positions` holds for every variable of
    the plan the position of the value among its codes, UNKNOWN where it has no such value.
    """
    # One byte holds the position among at most 127 codes; a variable with as many is not counted.
    fields: list[tuple[Any, ...]] = [*_HEAD, ("positions", "i1", (len(plan.variables),))]
    return np.dtype(fields)


def make_records(size: int, plan: TallyPlan) -> Records:
    """Return `size` rows of people who answered nothing: seeds without a degree."""
    records: Records = np.zeros(size, row_type(plan))
    records["degree"] = records["positions"] = UNKNOWN
    return records


def pack_rows(records: Records, plan: TallyPlan) -> list[bytes]:
    """Return rows as the database keeps them: a tick takes two bits, not a byte."""
    packed = np.zeros(len(records), _packed_type(plan))
    for name, _ in _HEAD:
        packed[name] = records[name]
    values = (records["positions"] + 1).astype(np.uint8)
    bits = np.unpackbits(values[:, :, None], axis=2)[:, _find_bits(plan)]
    packed["values"] = np.packbits(bits, axis=1)
    return [row.tobytes() for row in packed]


def stack_rows(rows: Collection[bytes], plan: TallyPlan) -> Records:
    """Return stored rows as one array, in their order; raises ValueError for rows of no plan."""
    packed = np.frombuffer(b"".join(rows), _packed_type(plan))
    if len(packed) != len(rows):
        raise ValueError("The rows are of another plan.")
    used = _find_bits(plan)
    bits = np.zeros((len(packed), *used.shape), np.uint8)
    bits[:, used] = np.unpackbits(packed["values"], axis=1, count=int(used.sum()))
    records = make_records(len(packed), plan)
    for name, _ in _HEAD:
        records[name] = packed[name]
    # Of an unknown value all bits are 0, and positions count from -1.
    records["positions"] = np.packbits(bits, axis=2)[:, :, 0].astype(np.int8) - 1
    return records


def _packed_type(plan: TallyPlan) -> np.dtype[np.void]:
    bytes_count = -(-int(_find_bits(plan).sum()) // 8)
    return np.dtype([*_HEAD, ("values", "u1", (bytes_count,))])


def _find_bits(plan: TallyPlan) -> NDArray[np.bool_]:
    """Return which of the eight bits of every variable's byte are kept: variables × 8."""
    needed = [size.bit_length() for size in plan.sizes]
    return np.arange(8) >= 8 - np.array(needed, np.int64).reshape(-1, 1)
