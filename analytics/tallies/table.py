"""Tallies arranged for reading: every question an estimator asks is one look-up here."""

from collections import defaultdict
from collections.abc import Mapping

from analytics.tallies.cells import (
    ChannelCell,
    Code,
    DayCell,
    DegreeCell,
    GroupCell,
    LinkCell,
    ShareCell,
    WaveCell,
)
from analytics.tallies.tallies import Tallies


class TallyTable:
    """The counts of one survey by variable; built in one pass over the cells.

    It is what the estimators call a count table: `shares`, `groups`, `links`, `degrees`.
    """

    def __init__(self, tallies: Tallies) -> None:
        self.degrees: dict[int | None, int] = {}
        self.waves: dict[int, int] = {}
        self.days: dict[str, int] = {}
        self.channels: dict[str, int] = {}
        self._shares: dict[str, dict[tuple[Code, int | None], int]] = defaultdict(dict)
        self._groups: dict[tuple[str, str], dict[tuple[Code, Code, int | None], int]] = defaultdict(
            dict
        )
        self._links: dict[str, dict[tuple[Code, Code], int]] = defaultdict(dict)
        for cell, count in tallies.counts.items():
            match cell:
                case ShareCell(variable, value, degree):
                    self._shares[variable][value, degree] = count
                case GroupCell(variable, group, value, group_value, degree):
                    self._groups[variable, group][value, group_value, degree] = count
                case LinkCell(variable, recruiter_value, recruit_value):
                    self._links[variable][recruiter_value, recruit_value] = count
                case WaveCell(wave):
                    self.waves[wave] = count
                case DayCell(day):
                    self.days[day] = count
                case ChannelCell(channel):
                    self.channels[channel] = count
                case DegreeCell(degree):
                    self.degrees[degree] = count

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
