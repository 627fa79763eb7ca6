"""The published study compared with, read from its document into values; no comparing here.

A document keeps the paper's own keys; `driver_variables`, `network_variables` and
`composition_variables` add which variable of a questionnaire stands for each, and short labels.
They are lists, because a database may not keep the order of an object's keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.estimators.counts import Code

Text = Mapping[str, str]
"""Language code to wording."""


class BaselineError(ValueError):
    """A baseline document lacks something or contradicts itself; the text names the place."""


@dataclass(frozen=True, slots=True)
class BaselineCount:
    """`x` of `n` interviews."""

    x: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n or self.n == 0:
            raise BaselineError(f"{self.x} of {self.n} is not a count of interviews.")

    @property
    def share(self) -> float:
        """x/n."""
        return self.x / self.n


@dataclass(frozen=True, slots=True)
class BaselineDriver:
    """One factor of the study, its count, and the 0/1 variable that measures it in a survey."""

    key: str
    variable: str
    label: Text
    count: BaselineCount


@dataclass(frozen=True, slots=True)
class BaselineCategory:
    """One line of the table of composition and the code that stands for it in a survey."""

    key: str
    code: Code
    label: Text
    count: BaselineCount
    printed_percentage: float | None


@dataclass(frozen=True, slots=True)
class BaselineTrait:
    """A trait by which the study describes its interviewees."""

    key: str
    variable: str
    label: Text
    categories: tuple[BaselineCategory, ...]

    def category(self, key: str) -> BaselineCategory:
        """The category with this key; raises BaselineError if there is none."""
        for category in self.categories:
            if category.key == key:
                return category
        raise BaselineError(f"{self.key}: there is no category {key!r}.")


@dataclass(frozen=True, slots=True)
class BaselineClaim:
    """A statement of the study, word for word, and the quantity that tests it."""

    id: str
    claim: str
    quantity: str
    label: Text
    caution: Text  # what must be said with it; empty for most


@dataclass(frozen=True, slots=True)
class Baseline:
    """A published study: who was interviewed, what drove them, what it claims."""

    id: str
    citation: str
    url: str  # where it can be read
    short_citation: str
    licence: str
    design: Text
    n: int
    drivers: tuple[BaselineDriver, ...]
    networks: tuple[BaselineDriver, ...]
    traits: tuple[BaselineTrait, ...]
    claims: tuple[BaselineClaim, ...]
    network_counts: Mapping[str, Mapping[str, int]]

    def driver(self, key: str) -> BaselineDriver:
        """The driver or network quantity with this key; raises BaselineError if unknown."""
        for driver in (*self.drivers, *self.networks):
            if driver.key == key:
                return driver
        raise BaselineError(f"There is no driver {key!r} in {self.id}.")

    def trait(self, key: str) -> BaselineTrait:
        """The trait with this key; raises BaselineError if unknown."""
        for trait in self.traits:
            if trait.key == key:
                return trait
        raise BaselineError(f"There is no trait {key!r} in {self.id}.")

    def claim(self, claim_id: str) -> BaselineClaim:
        """The claim with this id; raises BaselineError if unknown."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise BaselineError(f"There is no claim {claim_id!r} in {self.id}.")

    def crossed(self, table: str, category: str) -> int:
        """A count of the tables by trait, e.g. ("kinship_by_migration", "intraprovincial")."""
        try:
            return self.network_counts[table][category]
        except KeyError:
            raise BaselineError(f"{self.id} has no {table}.{category}.") from None


def read_baseline(document: Mapping[str, Any]) -> Baseline:
    """The baseline a document describes; raises BaselineError naming what is missing."""
    try:
        return _read(document)
    except (KeyError, TypeError, AttributeError) as error:
        raise BaselineError(f"The baseline document lacks or misplaces {error}.") from error


def _read(document: Mapping[str, Any]) -> Baseline:
    n = document["n"]
    network = document["network"]
    return Baseline(
        id=document["id"],
        citation=document["citation"],
        url=document["url"],
        short_citation=document["short_citation"],
        licence=document["licence"],
        design=document["design"],
        n=n,
        drivers=_read_drivers(document["driver_variables"], document["drivers"], n),
        networks=_read_drivers(document["network_variables"], network, n),
        traits=tuple(
            _read_trait(entry, document["composition"], n)
            for entry in document["composition_variables"]
        ),
        claims=tuple(
            BaselineClaim(
                id=entry["id"],
                claim=entry["claim"],
                quantity=entry["quantity"],
                label=document["claim_labels"].get(entry["id"], {"en": entry["claim"]}),
                caution=entry.get("caution", {}),
            )
            for entry in document["claims"]
        ),
        network_counts={key: dict(table) for key, table in network.items() if "_by_" in key},
    )


def _read_drivers(
    entries: Sequence[Mapping[str, Any]], counts: Mapping[str, int], n: int
) -> tuple[BaselineDriver, ...]:
    return tuple(
        BaselineDriver(
            entry["key"], entry["variable"], entry["label"], BaselineCount(counts[entry["key"]], n)
        )
        for entry in entries
    )


def _read_trait(entry: Mapping[str, Any], composition: Mapping[str, Any], n: int) -> BaselineTrait:
    key = entry["key"]
    printed = composition.get("printed_percentages", {}).get(key, {})
    categories = tuple(
        BaselineCategory(
            key=category["key"],
            code=category["code"],
            label=category["label"],
            count=BaselineCount(composition[key][category["key"]], n),
            printed_percentage=printed.get(category["key"]),
        )
        for category in entry["categories"]
    )
    if sum(category.count.x for category in categories) != n:
        raise BaselineError(f"The categories of {key} do not add up to {n}.")
    return BaselineTrait(key, entry["variable"], entry["label"], categories)
