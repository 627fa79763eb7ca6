"""From coded rows and recruitment links to tallies, all rows of a variable at once."""

from collections.abc import Collection

import numpy as np

from analytics.tallies.plan import TallyPlan
from analytics.tallies.rows import Records, stack_rows
from analytics.tallies.tallies import Integers, Tallies


def fold(
    rows: Collection[bytes], links: Collection[tuple[bytes, bytes]], plan: TallyPlan
) -> Tallies:
    """Count rows, and recruitments given as (recruiter's row, recruit's row).

    A row adds one to everybody of its degree, to its wave, day and channel, to each value that it
    has and to each pair of which it has both values; a recruitment adds one per variable of which
    both have a value. Folding a split of the rows and links and merging gives the same tallies.
    """
    records = stack_rows(rows, plan)
    degrees, columns = np.unique(records["degree"], return_inverse=True)
    cells = _find_lines(records, plan)
    shape = plan.starts[-1], len(degrees)
    by_degree = _count(np.where(cells < 0, -1, cells * len(degrees) + columns[:, None]), shape)
    return Tallies(
        degrees,
        by_degree.reshape(shape),
        _fold_links(links, plan),
        _count_whole(records["wave"]),
        _count_whole(records["day"]),
        _count_whole(records["channel"]),
    )


def _find_lines(records: Records, plan: TallyPlan) -> Integers:
    """Return the lines of the counts that every record is in, -1 where it has no value."""
    positions = records["positions"].astype(np.int64)
    starts = np.array(plan.starts, np.int64)
    own = np.where(positions < 0, -1, starts[: len(plan.variables)] + positions)
    pairs = np.full((len(records), len(plan.pairs)), -1, np.int64)
    pair_starts = plan.starts[len(plan.variables) :]
    for at, (first, second) in enumerate(plan.pairs):
        one, other = positions[:, plan.indexes[first]], positions[:, plan.indexes[second]]
        crossed = pair_starts[at] + one * plan.pair_sizes[at][1] + other
        pairs[:, at] = np.where((one < 0) | (other < 0), -1, crossed)
    everybody = np.zeros((len(records), 1), np.int64)
    return np.hstack([everybody, own, pairs])


def _fold_links(links: Collection[tuple[bytes, bytes]], plan: TallyPlan) -> Integers:
    made = stack_rows([recruiter for recruiter, _ in links], plan)["positions"].astype(np.int64)
    received = stack_rows([recruit for _, recruit in links], plan)["positions"].astype(np.int64)
    starts = np.array(plan.link_starts[:-1], np.int64)
    cells = starts + made * np.array(plan.sizes, np.int64) + received
    return _count(np.where((made < 0) | (received < 0), -1, cells), (plan.link_starts[-1], 1))


def _count(cells: Integers, shape: tuple[int, int]) -> Integers:
    """Return how often each number below the product of `shape` occurs; -1 is none."""
    return np.bincount(cells[cells >= 0], minlength=shape[0] * shape[1]).astype(np.int64)


def _count_whole(values: Integers) -> dict[int, int]:
    found, counts = np.unique(values, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))
