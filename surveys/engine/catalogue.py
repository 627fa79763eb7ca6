"""The variables of all versions that a survey's respondents were given, each meaning one column.

`changes` says when a new version makes a new meaning. Here every response is coded under the
version it was given to and then brought to the columns that all of them share.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from surveys.engine.changes import Edition
from surveys.engine.codebook import CellValue, VariableSpec
from surveys.engine.missing import NOT_ASKED_CODE
from surveys.engine.schema import Code


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning that a name has had: from version `since` to `until`, both included.

    `recoding` brings its codes to those of its successor, which goes by the same name.
    """

    id: int
    name: str
    since: int
    until: int | None = None
    successor_id: int | None = None
    recoding: tuple[tuple[Code, Code], ...] = ()


@dataclass(frozen=True, slots=True)
class EditedVariable:
    """What one version says about a variable, and how its codes become those of the column."""

    spec: VariableSpec
    recoding: Mapping[Code, Code]


@dataclass(frozen=True, slots=True)
class CatalogueVariable:
    """One column: `spec` has its name and its newest wording; by version, what that one says."""

    id: int
    spec: VariableSpec
    editions: Mapping[int, EditedVariable]

    def read(self, number: int, row: Mapping[str, CellValue]) -> CellValue:
        """Return the value of a row that was coded under version `number`."""
        edition = self.editions.get(number)
        if edition is None:
            # Whoever was given a version without it was not asked.
            return NOT_ASKED_CODE if NOT_ASKED_CODE in self.spec.missing else None
        value = row.get(edition.spec.name)
        if value is None or isinstance(value, float):  # no code is one
            return value
        return edition.recoding.get(value, value)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The columns of a survey: those of its newest version first, in its order."""

    variables: tuple[CatalogueVariable, ...]

    @property
    def specs(self) -> tuple[VariableSpec, ...]:
        """The columns as one version would have them."""
        return tuple(variable.spec for variable in self.variables)

    def read(self, number: int, row: Mapping[str, CellValue]) -> dict[str, CellValue]:
        """Return every column of a row that was coded under version `number`.

        Files and counts code by chunk (`analytics.dataset`); this is what they are judged by.
        """
        return {variable.spec.name: variable.read(number, row) for variable in self.variables}


def make_catalogue(meanings: Sequence[Meaning], editions: Sequence[Edition]) -> Catalogue:
    """Arrange the variables of the versions in use, given in any order, by what they mean.

    The newest meaning of a name keeps it; a former one that is not mapped onto it is a column
    `name_v2` of its own, after the last version that has it. Raises ValueError for a variable that
    no meaning stands for.
    """
    editions = sorted(editions, key=lambda edition: edition.number)
    asked = {
        (edition.number, name): _find_meaning(meanings, edition.number, name)
        for edition in editions
        for name in edition.variables
    }
    in_use = {meaning.id for meaning in asked.values()}
    by_id = {meaning.id: meaning for meaning in meanings}
    columns: dict[int, dict[int, EditedVariable]] = {}
    column_of: dict[tuple[int, str], int] = {}
    for edition in editions:
        for name, spec in edition.variables.items():
            meaning = asked[edition.number, name]
            target, recoding = _follow(meaning, by_id, in_use, spec)
            columns.setdefault(target, {})[edition.number] = EditedVariable(spec, recoding)
            column_of[edition.number, name] = target
    return Catalogue(tuple(_name_columns(editions, column_of, columns)))


def _name_columns(
    editions: Sequence[Edition],
    column_of: Mapping[tuple[int, str], int],
    columns: Mapping[int, Mapping[int, EditedVariable]],
) -> Iterator[CatalogueVariable]:
    """Go from the newest version back, so that the first column of a name is the one to keep it."""
    names = {name for edition in editions for name in edition.variables}
    named: set[str] = set()
    listed: set[int] = set()
    for edition in reversed(editions):
        for name, spec in edition.variables.items():
            target = column_of[edition.number, name]
            if target in listed:
                continue
            column = name
            if name in named:
                column = f"{name}_v{edition.number}"
                while column in names | named:
                    column += "_"
            named.add(column)
            listed.add(target)
            yield CatalogueVariable(target, replace(spec, name=column), columns[target])


def _find_meaning(meanings: Sequence[Meaning], number: int, name: str) -> Meaning:
    for meaning in meanings:
        is_then = meaning.since <= number and (meaning.until is None or number <= meaning.until)
        if meaning.name == name and is_then:
            return meaning
    raise ValueError(f"Version {number} has a variable {name} that is in no catalogue.")


def _follow(
    meaning: Meaning, by_id: Mapping[int, Meaning], in_use: Set[int], spec: VariableSpec
) -> tuple[int, dict[Code, Code]]:
    """Return the last successor that somebody was asked, and its code for each code of `spec`."""
    target, recoding = meaning.id, {choice.code: choice.code for choice in spec.choices}
    reached = recoding
    while meaning.successor_id is not None:
        step = dict(meaning.recoding)
        reached = {code: step.get(now, now) for code, now in reached.items()}
        meaning = by_id[meaning.successor_id]
        if meaning.id in in_use:
            target, recoding = meaning.id, reached
    return target, {code: now for code, now in recoding.items() if code != now}
