"""Coded rows: one record of fixed size per respondent, which the database keeps as its bytes."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.tallies.plan import TallyPlan

Records = NDArray[np.void]
"""Coded rows as one array; `row_type` names their fields."""

UNKNOWN = -1
"""The degree of somebody who told none, and the position of a value nobody may count."""


def row_type(plan: TallyPlan) -> np.dtype[np.void]:
    """Return the fields of a coded row.

    `degree` is the cleaned network size, UNKNOWN without one; zero is kept, because the rule for it
    is the estimator's. `channel` is an identifier or 0, `wave` counts steps from the seed, `day` is
    the day of completion as `date.toordinal` has it or 0. `positions` holds for every variable of
    the plan the position of the value among its codes, UNKNOWN where it has no such value.
    """
    # One byte holds the position among at most 127 codes; a variable with as many is not counted.
    fields: list[tuple[Any, ...]] = [("degree", "<i8"), ("channel", "<i8")]
    fields += [("wave", "<i4"), ("day", "<i4"), ("positions", "i1", (len(plan.variables),))]
    return np.dtype(fields)


def make_records(size: int, plan: TallyPlan) -> Records:
    """Return `size` rows of people who answered nothing: seeds without a degree."""
    records: Records = np.zeros(size, row_type(plan))
    records["degree"] = records["positions"] = UNKNOWN
    return records


def stack_rows(rows: Iterable[bytes], plan: TallyPlan) -> Records:
    """Return stored rows as one array, in their order."""
    return np.frombuffer(b"".join(rows), row_type(plan))
