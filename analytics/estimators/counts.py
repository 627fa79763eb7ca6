"""The counts estimators work from, as plain mappings, and how records are turned into them.

Estimators never see respondents: value × degree counts and recruitment counts hold everything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

Code = int | str
ShareCounts = Mapping[tuple[Code, int | None], int]
"""Respondents by (value, degree); the degree is None when unknown."""
GroupCounts = Mapping[tuple[Code, Code, int | None], int]
"""Respondents by (value, group value, degree)."""
LinkCounts = Mapping[tuple[Code, Code], int]
"""Recruitments by (recruiter's value, recruit's value)."""
DegreeCounts = Mapping[int | None, int]
"""All respondents of the sample by degree, whatever they answered."""


class CountTable(Protocol):
    """Where an estimator that needs several variables gets its counts."""

    @property
    def degrees(self) -> DegreeCounts:
        """All respondents by degree."""

    def shares(self, variable: str) -> ShareCounts:
        """Respondents by value and degree."""

    def groups(self, variable: str, group: str) -> GroupCounts:
        """Respondents by value, group value and degree."""

    def links(self, variable: str) -> LinkCounts:
        """Recruitments by the two values."""


def count_records(
    values: Sequence[Code | None], degrees: Sequence[int | None]
) -> tuple[ShareCounts, DegreeCounts]:
    """Counts of records: `values[i]` (None when missing) and `degrees[i]` of respondent i."""
    counts = Counter(
        (value, degree) for value, degree in zip(values, degrees, strict=True) if value is not None
    )
    return dict(counts), dict(Counter(degrees))


def count_links(values: Sequence[Code | None], recruiters: Sequence[int | None]) -> LinkCounts:
    """Recruitments between records; `recruiters[i]` is a position in `values`, None for a seed.

    A link counts when both values are known.
    """
    counts: Counter[tuple[Code, Code]] = Counter()
    for value, recruiter in zip(values, recruiters, strict=True):
        if recruiter is None:
            continue
        recruiter_value = values[recruiter]
        if value is not None and recruiter_value is not None:
            counts[recruiter_value, value] += 1
    return dict(counts)


def count_within(counts: GroupCounts, group_value: Code) -> ShareCounts:
    """The value × degree counts of one group."""
    return {
        (value, degree): count
        for (value, group, degree), count in counts.items()
        if group == group_value
    }


def count_pair(counts: GroupCounts) -> tuple[ShareCounts, ShareCounts]:
    """The value × degree counts of either variable, among those who have a value of both."""
    first: Counter[tuple[Code, int | None]] = Counter()
    second: Counter[tuple[Code, int | None]] = Counter()
    for (value, group, degree), count in counts.items():
        first[value, degree] += count
        second[group, degree] += count
    return dict(first), dict(second)


def count_both(counts: GroupCounts, value: Code) -> ShareCounts:
    """The same people as of one variable: `value` for those with it twice, 0 for all others."""
    both: Counter[tuple[Code, int | None]] = Counter()
    for (first, second, degree), count in counts.items():
        both[value if first == second == value else 0, degree] += count
    return dict(both)


def list_every(counts: ShareCounts, values: Iterable[Code]) -> ShareCounts:
    """The same counts with each of `values` present, at zero if nobody gave it."""
    return {**dict.fromkeys(((value, None) for value in values), 0), **counts}
