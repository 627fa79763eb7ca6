"""From a baseline document to a `Baseline`; docs/baseline-format.md describes the format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from analytics.comparison.baseline import (
    EVERYBODY,
    Baseline,
    BaselineCategory,
    BaselineCount,
    BaselineDriver,
    BaselineTrait,
    Claim,
    ClaimGroup,
    Denominator,
    DriverPart,
    GroupTest,
    Kind,
    LaterTest,
    MajorityTest,
    OrderTest,
    StatedTest,
)
from analytics.comparison.document import DocumentPart

Named = TypeVar("Named")

REQUIRED = (
    "id",
    "languages",
    "citation",
    "short_citation",
    "url",
    "licence",
    "design",
    "title",
    "asked_in_study",
    "asked_in_survey",
    "n",
    "parts",
    "traits",
    "denominators",
    "claims",
)


def read_baseline(document: Mapping[str, Any]) -> Baseline:
    """Return the baseline a document describes.

    Raises BaselineError with the place of the first thing that is missing, unknown or contradicts
    another. `notes` may hold anything: it is for readers of the file.
    """
    languages = tuple(part.text() for part in DocumentPart(document)["languages"].parts())
    whole = DocumentPart(document, languages=languages)
    whole.expect(REQUIRED, optional=("caution", "notes"))
    n = whole["n"].whole()
    parts = tuple(_read_part(part, n) for part in whole["parts"].parts())
    _check_unique(whole["parts"], [driver.key for part in parts for driver in part.drivers])
    traits = tuple(_read_trait(part, n) for part in whole["traits"].parts())
    _check_unique(whole["traits"], [trait.variable for trait in traits])
    names = _Names(
        {driver.key: driver for part in parts for driver in part.drivers},
        {trait.variable: trait for trait in traits},
        {
            part["key"].text(): Denominator(part["key"].text(), part["label"].texts())
            for part in whole["denominators"].parts()
        },
    )
    claims = tuple(_read_claim(part, names) for part in whole["claims"].parts())
    _check_unique(whole["claims"], [claim.id for claim in claims])
    return Baseline(
        id=whole["id"].text(),
        citation=whole["citation"].text(),
        url=whole["url"].text(),
        short_citation=whole["short_citation"].text(),
        licence=whole["licence"].text(),
        design=whole["design"].texts(),
        title=whole["title"].texts(),
        caution=whole.texts_of("caution"),
        asked_in_study=whole["asked_in_study"].texts(),
        asked_in_survey=whole["asked_in_survey"].texts(),
        n=n,
        parts=parts,
        traits=traits,
        claims=claims,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What claims may refer to: drivers by key, traits by variable, denominators by key."""

    drivers: Mapping[str, BaselineDriver]
    traits: Mapping[str, BaselineTrait]
    denominators: Mapping[str, Denominator]


def _read_part(part: DocumentPart, n: int) -> DriverPart:
    part.expect(("key", "drivers"), optional=("label",))
    drivers = []
    for entry in part["drivers"].parts():
        entry.expect(("key", "variable", "label", "count"))
        drivers.append(
            BaselineDriver(
                key=entry["key"].text(),
                variable=entry["variable"].text(),
                label=entry["label"].texts(),
                count=_count(entry["count"], entry["count"].whole(), n),
            )
        )
    return DriverPart(part["key"].text(), part.texts_of("label"), tuple(drivers))


def _read_trait(part: DocumentPart, n: int) -> BaselineTrait:
    part.expect(("key", "variable", "label", "categories"))
    categories = []
    for entry in part["categories"].parts():
        entry.expect(("key", "code", "label", "count"), optional=("printed_percentage",))
        code, printed = entry["code"], entry.get("printed_percentage")
        categories.append(
            BaselineCategory(
                key=entry["key"].text(),
                code=code.text() if isinstance(code.value, str) else code.whole(),
                label=entry["label"].texts(),
                count=_count(entry["count"], entry["count"].whole(), n),
                printed_percentage=printed.number() if printed else None,
            )
        )
    if sum(category.count.x for category in categories) != n:
        raise part["categories"].refuse(f"the counts do not add up to {n}.")
    _check_unique(part["categories"], [category.key for category in categories])
    return BaselineTrait(
        part["key"].text(), part["variable"].text(), part["label"].texts(), tuple(categories)
    )


def _read_claim(part: DocumentPart, names: _Names) -> Claim:
    part.expect(("id", "label", "quantity", "tests"), optional=("stated", "caution"))
    return Claim(
        id=part["id"].text(),
        label=part["label"].texts(),
        quantity=part["quantity"].texts(),
        stated=part.texts_of("stated"),
        caution=part.texts_of("caution"),
        tests=tuple(_read_test(test, names) for test in part["tests"].parts()),
    )


def _read_test(part: DocumentPart, names: _Names) -> StatedTest:
    readers: Mapping[str, Callable[[DocumentPart, _Names], StatedTest]] = {
        Kind.MAJORITY: _read_majority,
        Kind.GREATER: _read_groups,
        Kind.ALIKE: _read_groups,
        Kind.ORDER: _read_order,
        Kind.NOT_COMPUTED: _read_later,
    }
    return _find(part["kind"], readers, "kind of claim")(part, names)


def _read_majority(part: DocumentPart, names: _Names) -> MajorityTest:
    part.expect(("kind", "driver"), optional=("denominator",))
    driver = _find(part["driver"], names.drivers, "driver")
    return MajorityTest(driver, _read_denominator(part, names))


def _read_groups(part: DocumentPart, names: _Names) -> GroupTest:
    kind = Kind(part["kind"].text())
    margin = ("margin",) if kind is Kind.ALIKE else ()
    part.expect(
        ("kind", "variable", "trait", "groups", *margin),
        optional=("group_variable", "denominator"),
    )
    trait = _find(part["trait"], names.traits, "trait measured by the variable")
    categories = {category.key: category for category in trait.categories}
    groups = []
    for entry in part["groups"].parts():
        entry.expect(("category",), optional=("count",))
        category = _find(entry["category"], categories, "category")
        groups.append(ClaimGroup(category, _read_count(entry.get("count"))))
    if len(groups) != 2:
        raise part["groups"].refuse("two groups are expected.")
    if margin and not 0 < part["margin"].number() < 1:
        raise part["margin"].refuse("a margin lies between 0 and 1.")
    stated = part.get("group_variable")
    return GroupTest(
        variable=part["variable"].text(),
        group_variable=stated.text() if stated else trait.variable,
        groups=(groups[0], groups[1]),
        margin=part["margin"].number() if margin else None,
        denominator=_read_denominator(part, names),
        kind=kind,
    )


def _read_order(part: DocumentPart, names: _Names) -> OrderTest:
    part.expect(("kind", "drivers"), optional=("denominator",))
    drivers = [_find(entry, names.drivers, "driver") for entry in part["drivers"].parts()]
    if len(drivers) != 2 or drivers[0] is drivers[1]:
        raise part["drivers"].refuse("two drivers are expected.")
    return OrderTest((drivers[0], drivers[1]), _read_denominator(part, names))


def _read_later(part: DocumentPart, names: _Names) -> LaterTest:
    part.expect(("kind", "estimator", "label"), optional=("count", "denominator"))
    return LaterTest(
        estimator=part["estimator"].text(),
        label=part["label"].texts(),
        count=_read_count(part.get("count")),
        denominator=_read_denominator(part, names),
    )


def _read_count(part: DocumentPart | None) -> BaselineCount | None:
    """Return what stands as [x, n], or None."""
    if part is None:
        return None
    numbers = [number.whole() for number in part.parts()]
    if len(numbers) != 2:
        raise part.refuse("two numbers are expected, x of n.")
    return _count(part, *numbers)


def _read_denominator(part: DocumentPart, names: _Names) -> Denominator:
    stated = part.get("denominator")
    return _find(stated, names.denominators, "denominator") if stated else EVERYBODY


def _find(part: DocumentPart, known: Mapping[str, Named], what: str) -> Named:
    key = part.text()
    if key not in known:
        raise part.refuse(f"there is no {what} {key!r}; there are {', '.join(known)}.")
    return known[key]


def _count(part: DocumentPart, x: int, n: int) -> BaselineCount:
    try:
        return BaselineCount(x, n)
    except ValueError as error:
        raise part.refuse(str(error)) from None


def _check_unique(part: DocumentPart, keys: Sequence[str]) -> None:
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise part.refuse(f"{', '.join(twice)}: stated twice.")
