"""What is counted: one coded row per respondent, and the plan saying which cells it falls in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from analytics.tallies.cells import Code


class RowDocument(TypedDict):
    """A coded row as JSON."""

    values: dict[str, Code]
    degree: int | None
    wave: int
    day: str
    channel: str


class PlanDocument(TypedDict):
    """A tally plan as JSON."""

    variables: list[str]
    pairs: list[list[str]]
    meanings: list[int]


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One completed response as the tallies see it.

    `values` holds categorical variables only, a missing one is left out. `degree` is the cleaned
    network size, None when unknown; zero is kept, because the rule for it is the estimator's.
    """

    values: Mapping[str, Code]
    degree: int | None
    wave: int
    day: str
    channel: str

    def __post_init__(self) -> None:
        if self.degree is not None and self.degree < 0:
            raise ValueError(f"A degree counts people; {self.degree} is none.")
        if self.wave < 0:
            raise ValueError(f"A wave counts steps from the seed; {self.wave} is none.")


@dataclass(frozen=True, slots=True)
class TallyPlan:
    """The variables to count, and the pairs (driver, group variable) to count together.

    `meanings` are the variables' ids in the catalogue: counts of other ones are of another plan.
    """

    variables: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    meanings: tuple[int, ...] = ()


def row_to_json(row: CodedRow) -> RowDocument:
    """The row as a JSON document; `row_from_json` gives back an equal row."""
    return RowDocument(
        values=dict(row.values),
        degree=row.degree,
        wave=row.wave,
        day=row.day,
        channel=row.channel,
    )


def row_from_json(document: RowDocument) -> CodedRow:
    """The row `row_to_json` wrote."""
    return CodedRow(**document)


def plan_to_json(plan: TallyPlan) -> PlanDocument:
    """The plan as a JSON document; `plan_from_json` gives back an equal plan."""
    return PlanDocument(
        variables=list(plan.variables),
        pairs=[[driver, group] for driver, group in plan.pairs],
        meanings=list(plan.meanings),
    )


def plan_from_json(document: PlanDocument) -> TallyPlan:
    """The plan `plan_to_json` wrote."""
    return TallyPlan(
        variables=tuple(document["variables"]),
        pairs=tuple((driver, group) for driver, group in document["pairs"]),
        meanings=tuple(document.get("meanings", ())),
    )
