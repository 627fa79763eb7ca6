"""Samples the estimator tests run on: the R package's, and drawn ones."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from pathlib import Path
from random import Random
from typing import Any

from analytics.estimators.counts import Code
from analytics.estimators.degree import DegreeRule
from analytics.estimators.moments import Moments, WeightedSample
from analytics.estimators.rds_ii import estimate_shares
from analytics.estimators.result import Estimate
from analytics.tallies.folding import fold
from analytics.tallies.plan import PlannedVariable, TallyPlan
from analytics.tallies.rows import UNKNOWN, make_records, pack_rows
from analytics.tallies.table import TallyTable

FOLDER = Path(__file__).parent / "reference"
OUTCOMES = {
    "nyjazz": ("Gender.MF.", "Race.WBO.", "Airplay.yn.", "Union.yn."),
    "faux": ("X", "Y", "Z"),
    "fauxmadrona": ("disease",),
}
CASES = [(name, outcome) for name, outcomes in OUTCOMES.items() for outcome in outcomes]


@dataclass(frozen=True, slots=True)
class Person:
    """What is counted of one respondent; `channel` is an identifier, 0 for none."""

    values: Mapping[str, Code]
    degree: int | None = 1
    wave: int = 0
    day: date = date(2026, 1, 1)
    channel: int = 0

    def code(self, plan: TallyPlan) -> bytes:
        """The coded row."""
        record = make_records(1, plan)
        record["degree"] = UNKNOWN if self.degree is None else self.degree
        record["wave"], record["channel"] = self.wave, self.channel
        record["day"] = self.day.toordinal()
        for place, variable in enumerate(plan.variables):
            if (value := self.values.get(variable.name)) in variable.codes:
                record["positions"][0, place] = variable.codes.index(value)
        return pack_rows(record, plan)[0]


@dataclass(frozen=True, slots=True)
class Sample:
    """Respondents in order; `recruiters` holds positions, None for a seed."""

    rows: list[Person]
    recruiters: list[int | None]

    @property
    def degrees(self) -> list[int | None]:
        return [row.degree for row in self.rows]

    def values(self, variable: str) -> list[Code | None]:
        return [row.values.get(variable) for row in self.rows]

    def tabulate(self, *variables: str, pairs: tuple[tuple[str, str], ...] = ()) -> TallyTable:
        names = dict.fromkeys([*variables, *(name for pair in pairs for name in pair)])
        planned = []
        for meaning, name in enumerate(names):
            codes = {value for value in self.values(name) if value is not None}
            planned.append(PlannedVariable(meaning, name, tuple(sorted(codes, key=str))))
        plan = TallyPlan(tuple(planned), pairs)
        coded = [row.code(plan) for row in self.rows]
        links = [
            (coded[recruiter], row)
            for row, recruiter in zip(coded, self.recruiters, strict=True)
            if recruiter is not None
        ]
        return TallyTable(fold(coded, links, plan), plan)

    def estimate(self, variable: str, rule: DegreeRule) -> dict[Code, Estimate]:
        """The RDS-II share of every value that occurs, in the order of their first."""
        table = self.tabulate(variable)
        values = dict.fromkeys(value for value in self.values(variable) if value is not None)
        return estimate_shares(table.sample(variable, rule), table.links(variable), values, rule)


def estimate_records(
    values: Sequence[Code | None],
    degrees: Sequence[int | None],
    recruiters: Sequence[int | None],
    rule: DegreeRule,
) -> dict[Code, Estimate]:
    """The RDS-II shares of one variable, given respondent by respondent."""
    rows = [
        Person({} if value is None else {"x": value}, degree)
        for value, degree in zip(values, degrees, strict=True)
    ]
    return Sample(rows, list(recruiters)).estimate("x", rule)


def sum_records(
    values: Sequence[Code | None], degrees: Sequence[int | None], rule: DegreeRule
) -> WeightedSample:
    """The judge of the arrays: the sums of weights, one respondent after the other."""
    maximum = max((degree for degree in degrees if degree), default=0)
    stand_in = maximum if rule is DegreeRule.SAMPLE_MAXIMUM else 0
    moments: dict[Code, Moments] = {}
    for code in {value for value in values if value is not None}:
        own = [d for value, d in zip(values, degrees, strict=True) if value == code]
        used = [usable for d in own if (usable := d or stand_in)]
        moments[code] = Moments(
            len(used),
            fsum(1 / d for d in used),
            fsum(1 / d**2 for d in used),
            sum(not d for d in own),
        )
    return WeightedSample(moments)


def read_reference(name: str) -> dict[str, Any]:
    """What R computed for a sample."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read_sample(name: str) -> Sample:
    """A sample of the R package; the codes are the labels as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    positions = {record["id"]: position for position, record in enumerate(records)}
    rows = [
        Person(
            values={key: record[key] for key in OUTCOMES[name] if record[key]},
            degree=int(record["network_size"]) if record["network_size"] else None,
            wave=int(record["wave"]),
        )
        for record in records
    ]
    return Sample(rows, [positions.get(record["recruiter_id"]) for record in records])


def make_row(degree: int | None = 1, **values: Code) -> Person:
    """Somebody of wave 0."""
    return Person(values, degree)


def draw_chain(random: Random, n: int, share: float, memory: float) -> Sample:
    """One chain of n: RDS-II aims at `share` for trait 1, `memory` is the second eigenvalue.

    People with the trait have 1.6 times the mean degree of others, so the raw share is too high.
    """
    degrees = {1: (3, 6, 12, 24, 40), 0: (2, 4, 8, 16, 25)}
    harmonic = {value: len(some) / sum(1 / d for d in some) for value, some in degrees.items()}
    mass = share * harmonic[1], (1 - share) * harmonic[0]
    raw = mass[0] / sum(mass)
    rows: list[Person] = []
    for position in range(n):
        chance = raw
        if position:
            chance = raw * (1 - memory) + memory * int(rows[-1].values["trait"])
        value = int(random.random() < chance)
        rows.append(make_row(random.choice(degrees[value]), trait=value))
    return Sample(rows, [None, *range(n - 1)])
