"""The published study compared with, as values: drivers, traits, and claims with their tests.

`reading` makes them from a document, `testing` runs the claims; nothing here names a study.
"""

from dataclasses import dataclass
from enum import StrEnum

from analytics.comparison.document import Texts
from analytics.estimators.counts import Code


@dataclass(frozen=True, slots=True)
class BaselineCount:
    """`x` of `n` interviews."""

    x: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.x <= self.n or self.n == 0:
            raise ValueError(f"{self.x} of {self.n} is not a count of interviews.")

    @property
    def share(self) -> float:
        """Return x/n."""
        return self.x / self.n


@dataclass(frozen=True, slots=True)
class BaselineDriver:
    """One factor of the study, its count, and the 0/1 variable that measures it in a survey."""

    key: str
    variable: str
    label: Texts
    count: BaselineCount


@dataclass(frozen=True, slots=True)
class DriverPart:
    """Drivers that stand together in tables; the label is empty where they need no heading."""

    key: str
    label: Texts
    drivers: tuple[BaselineDriver, ...]


@dataclass(frozen=True, slots=True)
class BaselineCategory:
    """One line of the table of composition and the code that stands for it in a survey."""

    key: str
    code: Code
    label: Texts
    count: BaselineCount
    printed_percentage: float | None


@dataclass(frozen=True, slots=True)
class BaselineTrait:
    """A trait by which the study describes its interviewees."""

    key: str
    variable: str
    label: Texts
    categories: tuple[BaselineCategory, ...]


class ClaimKind(StrEnum):
    """What a claim says, and by that how a verdict is reached."""

    # Supported when the 95 % interval of the share lies above one half, contradicted when below.
    MAJORITY = "majority"
    # Supported when the 95 % interval of first minus second lies above 0, contradicted when below.
    GREATER = "greater"
    # Supported when the two are alike within the margin (90 % interval); contradicted when they
    # are not and the 95 % interval of the difference leaves out 0.
    ALIKE = "alike"
    # Two shares of the same people: by the difference, as GREATER.
    ORDER = "order"
    # An estimator that is still to come; the file says which.
    NOT_COMPUTED = "not_computed_yet"


@dataclass(frozen=True, slots=True)
class Denominator:
    """Among whom a test is made; the variables of the test are known for nobody else."""

    key: str
    label: Texts


EVERYBODY = Denominator("all", {})
"""All respondents; pages have their own words for it."""


@dataclass(frozen=True, slots=True)
class MajorityTest:
    """More than half name a driver.

    Not tested against the interviews: a purposive sample is no standard for a share.
    """

    driver: BaselineDriver
    denominator: Denominator
    kind: ClaimKind = ClaimKind.MAJORITY

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the variables that must be counted."""
        return (self.driver.variable,)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the variables that must be counted together."""
        return ()


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """One group compared, and what the study counted in it; None where it gives no count."""

    category: BaselineCategory
    count: BaselineCount | None


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A 0/1 variable has a larger share in the first group, or the same within a margin."""

    variable: str
    group_variable: str
    groups: tuple[ClaimGroup, ClaimGroup]
    margin: float | None  # of `ClaimKind.ALIKE` alone
    denominator: Denominator
    kind: ClaimKind

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the variables that must be counted."""
        return self.variable, self.group_variable

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the variables that must be counted together."""
        return ((self.variable, self.group_variable),)


@dataclass(frozen=True, slots=True)
class OrderTest:
    """More people name the first driver than the second."""

    drivers: tuple[BaselineDriver, BaselineDriver]
    denominator: Denominator
    kind: ClaimKind = ClaimKind.ORDER

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the variables that must be counted."""
        return self.drivers[0].variable, self.drivers[1].variable

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return the variables that must be counted together."""
        return ((self.drivers[0].variable, self.drivers[1].variable),)


@dataclass(frozen=True, slots=True)
class LaterTest:
    """A test that waits for an estimator; its name and what it is, in words."""

    estimator: str
    label: Texts
    count: BaselineCount | None  # what the study counted, if it did
    denominator: Denominator
    kind: ClaimKind = ClaimKind.NOT_COMPUTED

    @property
    def variables(self) -> tuple[str, ...]:
        """Return none: nothing is counted for it."""
        return ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return none: nothing is counted for it."""
        return ()


StatedTest = MajorityTest | GroupTest | OrderTest | LaterTest


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement of the study and how it is put to the test."""

    id: str
    label: Texts
    quantity: Texts  # what the tests compare
    stated: Texts  # what the study says where it gives no count; empty for most
    caution: Texts  # what must be said with it; empty for most
    tests: tuple[StatedTest, ...]


@dataclass(frozen=True, slots=True)
class BaselineStudy:
    """A published study: who was interviewed, what drove them, what it claims."""

    id: str
    citation: str
    url: str  # where it can be read
    short_citation: str
    licence: str
    design: Texts
    title: Texts  # over its drivers
    caution: Texts  # what must be said before any comparison; empty if nothing must
    asked_in_study: Texts  # how people came to name a driver there: "unprompted"
    asked_in_survey: Texts  # and here: "prompted"
    n: int
    parts: tuple[DriverPart, ...]
    traits: tuple[BaselineTrait, ...]
    claims: tuple[Claim, ...]

    @property
    def drivers(self) -> tuple[BaselineDriver, ...]:
        """Return every driver, part by part."""
        return tuple(driver for part in self.parts for driver in part.drivers)


def list_flags(baseline: BaselineStudy) -> frozenset[str]:
    """Return the variables that are 0/1, even where a questionnaire derives bare numbers."""
    tests = [test for claim in baseline.claims for test in claim.tests]
    named = {test.variable for test in tests if isinstance(test, GroupTest)}
    return frozenset(named | {driver.variable for driver in baseline.drivers})


def list_pairs(baseline: BaselineStudy) -> tuple[tuple[str, str], ...]:
    """Return the pairs of variables that the claims need counted together, each once."""
    tests = (test for claim in baseline.claims for test in claim.tests)
    return tuple(dict.fromkeys(pair for test in tests for pair in test.pairs))
