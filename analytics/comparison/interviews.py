"""What a baseline document says of the interviews: who was interviewed, and who named what."""

from analytics.comparison.baseline import (
    BaselineCategory,
    BaselineCount,
    BaselineDriver,
    BaselineTrait,
    DriverPart,
)
from analytics.comparison.document import DocumentPart


def read_parts(whole: DocumentPart, n: int) -> tuple[DriverPart, ...]:
    """Return the drivers, part by part, each counted among `n` interviews.

    Raises BaselineError for a driver stated twice, even in two parts.
    """
    parts = []
    for part in whole.parts():
        part.expect(("key", "drivers"), optional=("label",))
        drivers = []
        for entry in part["drivers"].parts():
            entry.expect(("key", "variable", "label", "count"))
            drivers.append(
                BaselineDriver(
                    key=entry["key"].text(),
                    variable=entry["variable"].text(),
                    label=entry["label"].texts(),
                    count=read_count(entry["count"], entry["count"].whole(), n),
                )
            )
        parts.append(DriverPart(part["key"].text(), part.texts_of("label"), tuple(drivers)))
    whole.refuse_twice(driver.key for part in parts for driver in part.drivers)
    return tuple(parts)


def read_traits(whole: DocumentPart, n: int) -> tuple[BaselineTrait, ...]:
    """Return the traits; raise BaselineError where the counts of one do not add up to `n`."""
    traits = []
    for part in whole.parts():
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
                    count=read_count(entry["count"], entry["count"].whole(), n),
                    printed_percentage=printed.number() if printed else None,
                )
            )
        if sum(category.count.x for category in categories) != n:
            raise part["categories"].refuse(f"the counts do not add up to {n}.")
        part["categories"].refuse_twice(category.key for category in categories)
        key, variable, label = part["key"].text(), part["variable"].text(), part["label"].texts()
        traits.append(BaselineTrait(key, variable, label, tuple(categories)))
    whole.refuse_twice(trait.variable for trait in traits)
    return tuple(traits)


def read_count(part: DocumentPart, x: int, n: int) -> BaselineCount:
    """Return `x` of `n`, as stated in this part; raise BaselineError where that is no count."""
    try:
        return BaselineCount(x, n)
    except ValueError as error:
        raise part.refuse(str(error)) from None
