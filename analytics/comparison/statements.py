"""What a baseline document claims, and by which tests of which kind that is judged."""

from collections.abc import Mapping, Sequence

from analytics.comparison.baseline import (
    EVERYBODY,
    BaselineCount,
    BaselineDriver,
    BaselineTrait,
    Claim,
    ClaimGroup,
    ClaimKind,
    Denominator,
    GroupTest,
    LaterTest,
    MajorityTest,
    OrderTest,
    StatedTest,
)
from analytics.comparison.document import DocumentPart
from analytics.comparison.interviews import read_count

Denominators = Mapping[str, Denominator]


def read_claims(
    whole: DocumentPart, drivers: Sequence[BaselineDriver], traits: Sequence[BaselineTrait]
) -> tuple[Claim, ...]:
    """Return the claims of a document; its drivers, traits and denominators are all they speak of.

    Raises BaselineError for a claim stated twice, and for a test that is not in order.
    """
    denominators = {
        part["key"].text(): Denominator(part["key"].text(), part["label"].texts())
        for part in whole["denominators"].parts()
    }
    claims = []
    for part in whole["claims"].parts():
        part.expect(("id", "label", "quantity", "tests"), optional=("stated", "caution"))
        claims.append(
            Claim(
                id=part["id"].text(),
                label=part["label"].texts(),
                quantity=part["quantity"].texts(),
                stated=part.texts_of("stated"),
                caution=part.texts_of("caution"),
                tests=tuple(
                    read_test(test, drivers, traits, denominators) for test in part["tests"].parts()
                ),
            )
        )
    whole["claims"].refuse_twice(claim.id for claim in claims)
    return tuple(claims)


def read_test(
    part: DocumentPart,
    drivers: Sequence[BaselineDriver],
    traits: Sequence[BaselineTrait],
    denominators: Denominators,
) -> StatedTest:
    """Return a test; its kind says which keys it must have, and no other may stand in it."""
    by_key = {driver.key: driver for driver in drivers}
    match part["kind"].choose({kind.value: kind for kind in ClaimKind}, "kind of claim"):
        case ClaimKind.MAJORITY:
            part.expect(("kind", "driver"), optional=("denominator",))
            driver = part["driver"].choose(by_key, "driver")
            return MajorityTest(driver, _read_denominator(part, denominators))
        case ClaimKind.ORDER:
            part.expect(("kind", "drivers"), optional=("denominator",))
            named = [entry.choose(by_key, "driver") for entry in part["drivers"].parts()]
            if len(named) != 2 or named[0] is named[1]:
                raise part["drivers"].refuse("two drivers are expected.")
            return OrderTest((named[0], named[1]), _read_denominator(part, denominators))
        case ClaimKind.NOT_COMPUTED:
            part.expect(("kind", "estimator", "label"), optional=("count", "denominator"))
            return LaterTest(
                estimator=part["estimator"].text(),
                label=part["label"].texts(),
                count=_read_stated_count(part.get("count")),
                denominator=_read_denominator(part, denominators),
            )
        case kind:
            return _read_groups(part, kind, traits, denominators)


def _read_groups(
    part: DocumentPart, kind: ClaimKind, traits: Sequence[BaselineTrait], denominators: Denominators
) -> GroupTest:
    margin = ("margin",) if kind is ClaimKind.ALIKE else ()
    part.expect(
        ("kind", "variable", "trait", "groups", *margin),
        optional=("group_variable", "denominator"),
    )
    by_variable = {trait.variable: trait for trait in traits}
    trait = part["trait"].choose(by_variable, "trait measured by the variable")
    categories = {category.key: category for category in trait.categories}
    groups = []
    for entry in part["groups"].parts():
        entry.expect(("category",), optional=("count",))
        category = entry["category"].choose(categories, "category")
        groups.append(ClaimGroup(category, _read_stated_count(entry.get("count"))))
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
        denominator=_read_denominator(part, denominators),
        kind=kind,
    )


def _read_stated_count(part: DocumentPart | None) -> BaselineCount | None:
    """Return what stands as [x, n], or None."""
    if part is None:
        return None
    numbers = [number.whole() for number in part.parts()]
    if len(numbers) != 2:
        raise part.refuse("two numbers are expected, x of n.")
    return read_count(part, *numbers)


def _read_denominator(part: DocumentPart, denominators: Denominators) -> Denominator:
    stated = part.get("denominator")
    return stated.choose(denominators, "denominator") if stated else EVERYBODY
