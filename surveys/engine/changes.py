"""What a new version does to the variables of former ones, and the answers it takes (0017).

Other words for the same meaning are cosmetic. More of the same meaning extends it. Another meaning
under the same name breaks it: then the author says how old codes become new ones, or the column
splits in two.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeVar

from surveys.engine.codebook import VariableSpec
from surveys.engine.schema import Code, Text

NETWORK_SIZE = "network_size_variable"
"""The name under which a change of the variable that estimators use as degree is listed."""
Split = Literal["split"]
SPLIT: Split = "split"
Answer = Mapping[Code, Code] | Split
"""Old codes to new ones (an empty one: the meaning is the same all the same), or `SPLIT`."""

Key = TypeVar("Key", bound=Code)


class ChangeKind(StrEnum):
    """What becomes of a variable's meaning."""

    COSMETIC = "cosmetic"
    EXTENDS = "extends"
    BREAKS = "breaks"


@dataclass(frozen=True, slots=True)
class Change:
    """What is different about one variable: its differences of the gravest kind there is."""

    name: str
    kind: ChangeKind
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}: {'; '.join(self.reasons)}"


@dataclass(frozen=True, slots=True)
class Edition:
    """What the version of one number says about its variables."""

    number: int
    variables: Mapping[str, VariableSpec]
    network_size: str


def find_changes(editions: Sequence[Edition], after: Edition) -> tuple[Change, ...]:
    """Compare each variable of `after` with the last one of its name; the same ones are left out.

    `editions` are the former versions, oldest first. What is new or no longer asked is no change
    of a meaning, and not listed.
    """
    before = _list_last(editions)
    moved = _find_moved_labels(before, after.variables)
    broken: set[str] = set()  # stored variables whose meaning is another one
    changes = []
    # Derived variables come last and name only what stands before them.
    for name, spec in after.variables.items():
        if name not in before:
            continue
        breaking = list(_find_breaks(before[name], spec))
        if name in moved:
            breaking.append("its wording was that of another variable")
        breaking += [f"{one} has another meaning" for one in sorted(spec.inputs & broken)]
        if breaking:
            broken.add(spec.stored_in)
            changes.append(Change(name, ChangeKind.BREAKS, tuple(breaking)))
        elif extending := _find_extensions(before[name], spec):
            changes.append(Change(name, ChangeKind.EXTENDS, tuple(extending)))
        elif cosmetic := _find_words(before[name], spec):
            changes.append(Change(name, ChangeKind.COSMETIC, tuple(cosmetic)))
    if editions and editions[-1].network_size != after.network_size:
        reason = f"{editions[-1].network_size} becomes {after.network_size}"
        changes.append(Change(NETWORK_SIZE, ChangeKind.BREAKS, (reason,)))
    return tuple(changes)


def find_faults(
    changes: Iterable[Change],
    editions: Sequence[Edition],
    after: Edition,
    answers: Mapping[str, Answer],
) -> tuple[str, ...]:
    """Say which breaking changes have no answer and which answers do not fit."""
    before = _list_last(editions)
    breaking = {change.name: change for change in changes if change.kind is ChangeKind.BREAKS}
    faults = [f"{name}: nothing breaks here" for name in answers if name not in breaking]
    for name, change in breaking.items():
        if name not in answers:
            faults.append(str(change))
        elif name == NETWORK_SIZE:
            if answers[name] != {}:
                faults.append(f"{name}: it can only be said that both measure the same, by {{}}")
        else:
            answer = answers[name]
            if answer != SPLIT:
                wrong = _find_wrong_codes(before[name], after.variables[name], answer)
                faults += [f"{name}: {fault}" for fault in wrong]
    return tuple(faults)


def split_all(changes: Iterable[Change]) -> dict[str, Answer]:
    """Return the answers that mix nothing: each broken meaning is left as it was."""
    broken = [change.name for change in changes if change.kind is ChangeKind.BREAKS]
    # Everybody keeps the degree that their own version asked for, whatever it is called.
    return {name: {} if name == NETWORK_SIZE else SPLIT for name in broken}


def _list_last(editions: Sequence[Edition]) -> dict[str, VariableSpec]:
    """Return each variable as the last version that has it says."""
    last: dict[str, VariableSpec] = {}
    for edition in editions:
        last |= edition.variables
    return last


def _find_breaks(before: VariableSpec, after: VariableSpec) -> Iterator[str]:
    if before.is_derived != after.is_derived or before.type is not after.type:
        types = ["derived" if one.is_derived else str(one.type) for one in (before, after)]
        yield f"{types[0]} becomes {types[1]}"
        return
    if before.expression != after.expression:
        yield f"“{before.expression}” becomes “{after.expression}”"
    old = {choice.code: choice for choice in before.choices}
    new = {choice.code: choice for choice in after.choices}
    if bool(old) != bool(new):
        yield "it has codes in one of the versions alone"
        return
    for code in sorted(old.keys() - new.keys(), key=str):
        yield f"code {code} is gone"
    for code in sorted(old.keys() & new.keys(), key=str):
        if before.missing.get(code) != after.missing.get(code):
            yield f"code {code} is a missing one in one of the versions alone"
    labels = ({code: choice.label for code, choice in one.items()} for one in (old, new))
    for code in sorted(_find_moved(*labels), key=str):
        yield f"the label of code {code} moved"


def _find_extensions(before: VariableSpec, after: VariableSpec) -> list[str]:
    known = {choice.code for choice in before.choices}
    added = [choice.code for choice in after.choices if choice.code not in known]
    extensions = [f"code {code} is new" for code in added] if known else []
    if before.bounds != after.bounds:
        extensions.append(f"bounds “{before.bounds}” become “{after.bounds}”")
    if before.universe != after.universe:
        extensions.append(f"asked if “{before.universe}” becomes “{after.universe}”")
    return extensions


def _find_words(before: VariableSpec, after: VariableSpec) -> list[str]:
    words = ["another wording"] if before.label != after.label else []
    old = {choice.code: choice.label for choice in before.choices}
    relabelled = [one.code for one in after.choices if old.get(one.code, one.label) != one.label]
    return words + [f"code {code} has another label" for code in relabelled]


def _find_moved_labels(
    before: Mapping[str, VariableSpec], after: Mapping[str, VariableSpec]
) -> set[str]:
    """Return the variables whose wording changed places with that of a neighbour.

    Neighbours are the columns of one item; variables with a wording of their own are all
    neighbours.
    """
    groups: dict[str, tuple[dict[str, Text], dict[str, Text]]] = defaultdict(lambda: ({}, {}))
    for side, specs in enumerate((before, after)):
        for name, spec in specs.items():
            group = spec.item_id if spec.own_label != spec.label else ""
            groups[group][side][name] = spec.own_label
    moved: set[str] = set()
    for old, new in groups.values():
        moved |= _find_moved(old, new)
    return moved


def _find_moved(before: Mapping[Key, Text], after: Mapping[Key, Text]) -> set[Key]:
    """Return the keys whose words went to another key or came from one, in any language."""
    moved: set[Key] = set()
    languages = {language for text in before.values() for language in text}
    for language in languages:
        old = {key: _plain(text.get(language, "")) for key, text in before.items()}
        new = {key: _plain(text.get(language, "")) for key, text in after.items()}
        holders: dict[str, set[Key]] = defaultdict(set)
        for key, words in old.items():
            holders[words].add(key)
        for key, words in new.items():
            if words and old.get(key) != words:
                former = holders.get(words, set())
                moved |= {one for one in former if new.get(one) != words}
                moved |= {key} if former else set()
    return moved & before.keys()


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _find_wrong_codes(
    before: VariableSpec, after: VariableSpec, answer: Mapping[Code, Code]
) -> Iterator[str]:
    if before.is_derived != after.is_derived or before.type is not after.type:
        yield "two types can only be split"
        return
    old = [choice.code for choice in before.choices]
    new = [choice.code for choice in after.choices]
    yield from (f"there was no code {code}" for code in answer if code not in old)
    yield from (f"there is no code {code}" for code in answer.values() if code not in new)
    yield from (
        f"code {code} needs a new one" for code in old if code not in answer and code not in new
    )
