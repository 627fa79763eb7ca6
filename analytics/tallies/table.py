"""Tallies arranged for reading: every question an estimator asks is one look-up here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from analytics.tallies.cells import (
    DEGREE_PREFIX,
    GROUP_PREFIX,
    SHARE_PREFIX,
    Cell,
    ChannelCell,
    Code,
    DayCell,
    DegreeCell,
    GroupCell,
    LinkCell,
    ShareCell,
    WaveCell,
    cell_from_text,
    read_degree,
)
from analytics.tallies.tallies import Tallies


class TallyTable:
    """The counts of one survey by variable; built in one pass over the cells.

    It is what the estimators call a count table: `shares`, `groups`, `links`, `degrees`.
    """

    def __init__(self) -> None:
        self.degrees: dict[int | None, int] = {}
        self.waves: dict[int, int] = {}
        self.days: dict[str, int] = {}
        self.channels: dict[str, int] = {}
        self._shares: dict[str, dict[tuple[Code, int | None], int]] = defaultdict(dict)
        self._groups: dict[tuple[str, str], dict[tuple[Code, Code, int | None], int]] = defaultdict(
            dict
        )
        self._links: dict[str, dict[tuple[Code, Code], int]] = defaultdict(dict)

    def add(self, cell: Cell, counts: Iterable[tuple[int | None, int]]) -> None:
        """Enter (degree, count) pairs under a cell; one without a degree has a single pair."""
        match cell:
            case ShareCell(variable, value, _):
                shares = self._shares[variable]
                for degree, count in counts:
                    shares[value, degree] = count
            case GroupCell(variable, group, value, group_value, _):
                groups = self._groups[variable, group]
                for degree, count in counts:
                    groups[value, group_value, degree] = count
            case DegreeCell():
                self.degrees.update(counts)
            case _:
                self._add_plain(cell, sum(count for _, count in counts))

    def _add_plain(self, cell: Cell, count: int) -> None:
        match cell:
            case LinkCell(variable, recruiter_value, recruit_value):
                self._links[variable][recruiter_value, recruit_value] = count
            case WaveCell(wave):
                self.waves[wave] = count
            case DayCell(day):
                self.days[day] = count
            case ChannelCell(channel):
                self.channels[channel] = count

    @property
    def respondent_count(self) -> int:
        """Respondents counted, whatever they answered."""
        return sum(self.degrees.values())

    def shares(self, variable: str) -> Mapping[tuple[Code, int | None], int]:
        """Respondents by (value, degree); empty for a variable nobody has a value of."""
        return self._shares.get(variable, {})

    def groups(self, variable: str, group: str) -> Mapping[tuple[Code, Code, int | None], int]:
        """Respondents by (value, group value, degree); empty when the pair is not counted."""
        return self._groups.get((variable, group), {})

    def links(self, variable: str) -> Mapping[tuple[Code, Code], int]:
        """Recruitments by (recruiter's value, recruit's value)."""
        return self._links.get(variable, {})


def arrange(tallies: Tallies) -> TallyTable:
    """The table of tallies held in memory."""
    table = TallyTable()
    for cell, count in tallies.counts.items():
        table.add(cell, [(getattr(cell, "degree", None), count)])
    return table


def read_table(counts: Iterable[tuple[str, int]]) -> TallyTable:
    """The table of stored (text, count) pairs.

    Nearly all texts differ from others in the degree alone, which stands last: what comes before
    it is decoded once. Raises CellError.
    """
    stems: dict[str, list[tuple[int | None, int]]] = defaultdict(list)
    table, degrees = TallyTable(), _Degrees()
    for text, count in counts:
        if text.startswith((SHARE_PREFIX, GROUP_PREFIX, DEGREE_PREFIX)):
            stem, _, degree = text.rpartition("|")
            stems[stem].append((degrees[degree], count))
        else:
            table.add(cell_from_text(text), [(None, count)])
    for stem, pairs in stems.items():
        table.add(cell_from_text(f"{stem}|"), pairs)
    return table


class _Degrees(dict[str, int | None]):
    """Degrees already read."""

    def __missing__(self, text: str) -> int | None:
        self[text] = degree = read_degree(text)
        return degree
