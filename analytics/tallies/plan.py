"""What is counted: the variables with their codes, and the pairs of variables.

Loads no arrays: every process reads plans, few count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TypedDict

from analytics.estimators.counts import Code

LAYOUT = 2
"""Of coded rows, counts and blocks as stored; another one has everything counted anew."""


class VariableDocument(TypedDict):
    """A variable of a plan as JSON."""

    meaning: int
    name: str
    codes: list[Code]


class PlanDocument(TypedDict):
    """A tally plan as JSON."""

    layout: int
    variables: list[VariableDocument]
    pairs: list[list[str]]
    columns: list[int]


@dataclass(frozen=True, slots=True)
class PlannedVariable:
    """A variable to count: its id in the catalogue, its name and its substantive codes.

    A coded row holds a code's position among these, so other codes make another plan.
    """

    meaning: int
    name: str
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class TallyPlan:
    """The variables to count, and the pairs (driver, group variable) to count together.

    `columns` are the meanings whose values are kept beside the counts, counted or not.

    It also lays the counts out: line 0 of those by degree is everybody, then come the values of
    every variable, then the crossed values of every pair.
    """

    variables: tuple[PlannedVariable, ...]
    pairs: tuple[tuple[str, str], ...]
    columns: tuple[int, ...] = ()

    @cached_property
    def indexes(self) -> Mapping[str, int]:
        """Return the index of every variable, by name."""
        return {variable.name: index for index, variable in enumerate(self.variables)}

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """Return how many codes every variable has."""
        return tuple(len(variable.codes) for variable in self.variables)

    @cached_property
    def pair_sizes(self) -> tuple[tuple[int, int], ...]:
        """Return how many codes the two variables of every pair have."""
        return tuple(
            (self.sizes[self.indexes[first]], self.sizes[self.indexes[second]])
            for first, second in self.pairs
        )

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return the first line of every variable, then of every pair, then how many lines."""
        crossed = (one * other for one, other in self.pair_sizes)
        return tuple(accumulate([*self.sizes, *crossed], initial=1))

    @cached_property
    def link_starts(self) -> tuple[int, ...]:
        """Return the first count of every variable's links, then how many such counts."""
        return tuple(accumulate((size**2 for size in self.sizes), initial=0))


NO_PLAN = TallyPlan((), ())


def plan_to_json(plan: TallyPlan) -> PlanDocument:
    """Return the plan as a JSON document; `plan_from_json` gives back an equal plan."""
    return PlanDocument(
        layout=LAYOUT,
        variables=[
            VariableDocument(meaning=one.meaning, name=one.name, codes=list(one.codes))
            for one in plan.variables
        ],
        pairs=[[driver, group] for driver, group in plan.pairs],
        columns=list(plan.columns),
    )


def plan_from_json(document: PlanDocument) -> TallyPlan:
    """Return the plan that `plan_to_json` wrote."""
    return TallyPlan(
        variables=tuple(
            PlannedVariable(one["meaning"], one["name"], tuple(one["codes"]))
            for one in document["variables"]
        ),
        pairs=tuple((driver, group) for driver, group in document["pairs"]),
        columns=tuple(document["columns"]),
    )
