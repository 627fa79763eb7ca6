"""From coded rows and recruitment links to tallies; counts column by column, not row by row."""

from collections import Counter
from collections.abc import Iterable

from analytics.tallies.cells import (
    Cell,
    ChannelCell,
    Code,
    DayCell,
    DegreeCell,
    GroupCell,
    LinkCell,
    ShareCell,
    WaveCell,
)
from analytics.tallies.rows import CodedRow, TallyPlan
from analytics.tallies.tallies import Tallies


def fold(rows: Iterable[CodedRow], plan: TallyPlan) -> Tallies:
    """Count rows into cells.

    A row adds one to the cell of its degree, wave, day and channel, one per plan variable it has
    a value of, and one per plan pair it has both values of. Folding a split of the rows and
    merging gives the same tallies.
    """
    rows = tuple(rows)
    degrees = [row.degree for row in rows]
    names = {*plan.variables, *(name for pair in plan.pairs for name in pair)}
    columns = {name: [row.values.get(name) for row in rows] for name in names}
    counts = _count_frame(rows)
    for name in plan.variables:
        for (value, degree), count in Counter(zip(columns[name], degrees, strict=True)).items():
            if value is not None:
                counts[ShareCell(name, value, degree)] = count
    for driver, group in plan.pairs:
        triples = zip(columns[driver], columns[group], degrees, strict=True)
        for (value, group_value, degree), count in Counter(triples).items():
            if value is not None and group_value is not None:
                counts[GroupCell(driver, group, value, group_value, degree)] = count
    return Tallies(counts)


def fold_links(links: Iterable[tuple[CodedRow, CodedRow]], plan: TallyPlan) -> Tallies:
    """Count recruitments, given as (recruiter, recruit), for every plan variable both have."""
    links = tuple(links)
    counts: dict[Cell, int] = {}
    for name in plan.variables:
        pairs: Counter[tuple[Code | None, Code | None]] = Counter(
            (recruiter.values.get(name), recruit.values.get(name)) for recruiter, recruit in links
        )
        for (recruiter_value, recruit_value), count in pairs.items():
            if recruiter_value is not None and recruit_value is not None:
                counts[LinkCell(name, recruiter_value, recruit_value)] = count
    return Tallies(counts)


def _count_frame(rows: tuple[CodedRow, ...]) -> dict[Cell, int]:
    counts: dict[Cell, int] = {}
    for degree, count in Counter(row.degree for row in rows).items():
        counts[DegreeCell(degree)] = count
    for wave, count in Counter(row.wave for row in rows).items():
        counts[WaveCell(wave)] = count
    for day, count in Counter(row.day for row in rows).items():
        counts[DayCell(day)] = count
    for channel, count in Counter(row.channel for row in rows).items():
        counts[ChannelCell(channel)] = count
    return counts
