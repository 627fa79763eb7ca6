"""Samples the estimator tests run on: the R package's, and drawn ones."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from analytics.tallies.folding import fold, fold_links
from analytics.tallies.rows import CodedRow, TallyPlan
from analytics.tallies.table import TallyTable, arrange
from analytics.tallies.tallies import merge

FOLDER = Path(__file__).parent / "reference"
OUTCOMES = {
    "nyjazz": ("Gender.MF.", "Race.WBO.", "Airplay.yn.", "Union.yn."),
    "faux": ("X", "Y", "Z"),
    "fauxmadrona": ("disease",),
}
CASES = [(name, outcome) for name, outcomes in OUTCOMES.items() for outcome in outcomes]


@dataclass(frozen=True, slots=True)
class Sample:
    """Respondents in order; `recruiters` holds positions, None for a seed."""

    rows: list[CodedRow]
    recruiters: list[int | None]

    @property
    def degrees(self) -> list[int | None]:
        return [row.degree for row in self.rows]

    def values(self, variable: str) -> list[int | str | None]:
        return [row.values.get(variable) for row in self.rows]

    def tabulate(self, *variables: str, pairs: tuple[tuple[str, str], ...] = ()) -> TallyTable:
        plan = TallyPlan(variables, pairs)
        links = [
            (self.rows[recruiter], row)
            for row, recruiter in zip(self.rows, self.recruiters, strict=True)
            if recruiter is not None
        ]
        return arrange(merge(fold(self.rows, plan), fold_links(links, plan)))


def read_reference(name: str) -> dict[str, Any]:
    """What R computed for a sample."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def read_sample(name: str) -> Sample:
    """A sample of the R package; the codes are the labels as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    positions = {record["id"]: position for position, record in enumerate(records)}
    rows = [
        CodedRow(
            values={key: record[key] for key in OUTCOMES[name] if record[key]},
            degree=int(record["network_size"]) if record["network_size"] else None,
            wave=int(record["wave"]),
            day="2001-01-01",
            channel="coupon",
        )
        for record in records
    ]
    return Sample(rows, [positions.get(record["recruiter_id"]) for record in records])


def make_row(degree: int | None = 1, **values: int | str) -> CodedRow:
    """A row of wave 0."""
    return CodedRow(values, degree, 0, "2026-01-01", "seed")


def draw_chain(random: Random, n: int, share: float, memory: float) -> Sample:
    """One chain of n: RDS-II aims at `share` for trait 1, `memory` is the second eigenvalue.

    People with the trait have 1.6 times the mean degree of others, so the raw share is too high.
    """
    degrees = {1: (3, 6, 12, 24, 40), 0: (2, 4, 8, 16, 25)}
    harmonic = {value: len(some) / sum(1 / d for d in some) for value, some in degrees.items()}
    mass = share * harmonic[1], (1 - share) * harmonic[0]
    raw = mass[0] / sum(mass)
    rows: list[CodedRow] = []
    for position in range(n):
        chance = raw
        if position:
            chance = raw * (1 - memory) + memory * int(rows[-1].values["trait"])
        value = int(random.random() < chance)
        rows.append(make_row(random.choice(degrees[value]), trait=value))
    return Sample(rows, [None, *range(n - 1)])
