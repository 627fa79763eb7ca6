"""The codebook as CSV: one line per variable and code, in both languages."""

from collections.abc import Iterator

from analytics.exports.wording import (
    BRACKETS,
    CHAIN,
    FLAG_LABELS,
    FRAME,
    LANGUAGES,
    MISSING_LABELS,
    QUALITY,
    name_chain_columns,
    pick,
)
from analytics.selectors.weights import has_degree_variable
from surveys.engine.catalogue import CatalogueVariable
from surveys.engine.codebook import VariableSpec, VariableType, list_text_variables
from surveys.engine.schema import Code, Text
from surveys.engine.tables import Cell, write_csv
from surveys.models import Survey
from surveys.selectors.catalogues import list_given_versions, load_catalogue
from surveys.selectors.runner import load_plan

HEADER = (
    "variable",
    "type",
    "item",
    *(f"label_{language}" for language in LANGUAGES),
    "asked_if",
    "code",
    *(f"code_label_{language}" for language in LANGUAGES),
    "missing",
    "since_version",
    "until_version",
    "recoded_to",
)
NO_CODE: tuple[Code | None, Text, str] = (None, {}, "")


def export_codebook(survey: Survey) -> Iterator[bytes]:
    """The file in pieces, in the order of the columns of the responses file.

    `missing` names the reason of a code that stands for no answer. An empty cell of a derived
    variable is missing too: it could not be derived. A line holds in the versions of the
    questionnaire from `since_version` to `until_version`, so that every wording is here with its
    versions; `recoded_to` is the code that stands in the file in place of one of that version. The
    last line is a note and no variable.
    """
    return write_csv(HEADER, _iterate(survey))


def _iterate(survey: Survey) -> Iterator[list[Cell]]:
    for name, label in FRAME.items():
        yield _line(name, "frame", "", label, "", NO_CODE)
    catalogue = load_catalogue(survey)
    chain_names = name_chain_columns(catalogue, has_degree=has_degree_variable(survey))
    for name, column in chain_names.items():
        yield _line(column, "chain", "", CHAIN[name], "", NO_CODE)
    for variable in catalogue.variables:
        yield from _describe(variable)
    for name, label in QUALITY.items():
        yield _line(name, "quality", "", label, "", NO_CODE)
    texts = {
        text.name: text
        for version in list_given_versions(survey)
        for text in list_text_variables(load_plan(version).document)
    }
    for text in texts.values():
        yield _line(text.name, "text", text.item_id, text.label, "", NO_CODE)
    yield _line("", "note", "", BRACKETS, "", NO_CODE)


def _describe(variable: CatalogueVariable) -> Iterator[list[Cell]]:
    """Give a line for each code in each of its wordings, what the newest version says first."""
    runs: list[tuple[list[Cell], list[int]]] = []
    latest: dict[tuple[Cell, ...], list[int]] = {}
    before = 0
    for number, edition in sorted(variable.editions.items()):
        spec = edition.spec
        kind = "derived" if spec.is_derived else str(spec.type)
        for code in _list_codes(spec):
            line = _line(variable.spec.name, kind, spec.item_id, spec.label, spec.universe, code)
            line[-1] = edition.recoding.get(code[0]) if code[0] is not None else None
            run = latest.get(tuple(line), [])
            if not run or run[-1] != before:
                run = latest[tuple(line)] = []
                runs.append((line, run))
            run.append(number)
        before = number
    for line, run in sorted(runs, key=lambda one: -one[1][-1]):
        line[-3:-1] = run[0], run[-1]
        yield line


def _list_codes(spec: VariableSpec) -> list[tuple[Code | None, Text, str]]:
    """Every code of a variable with its label and, for missing codes, the reason."""
    codes: list[tuple[Code | None, Text, str]] = []
    if spec.type is VariableType.FLAG:
        codes += [(code, label, "") for code, label in FLAG_LABELS.items()]
    own = {choice.code: choice.label for choice in spec.choices}
    codes += [(code, label, "") for code, label in own.items() if code not in spec.missing]
    codes += [
        (code, own.get(code, MISSING_LABELS[reason]), str(reason))
        for code, reason in spec.missing.items()
    ]
    return codes or [NO_CODE]


def _line(
    name: str, kind: str, item: str, label: Text, universe: str, code: tuple[Code | None, Text, str]
) -> list[Cell]:
    value, value_label, reason = code
    return [
        name,
        kind,
        item,
        *(pick(label, language) for language in LANGUAGES),
        universe,
        value,
        *(pick(value_label, language) for language in LANGUAGES),
        reason,
        *(None, None, None),
    ]
