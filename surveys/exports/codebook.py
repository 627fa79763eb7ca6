"""The codebook as CSV: one line per variable and code, in both languages."""

from collections.abc import Iterator

from surveys.engine.codebook import VariableSpec, VariableType, list_text_variables, list_variables
from surveys.engine.schema import Code, Text
from surveys.engine.tables import Cell, write_csv
from surveys.exports.wording import (
    BRACKETS,
    FLAG_LABELS,
    FRAME,
    LANGUAGES,
    MISSING_LABELS,
    QUALITY,
    pick,
)
from surveys.models import Survey
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
)
NO_CODE: tuple[Code | None, Text, str] = (None, {}, "")


def export_codebook(survey: Survey) -> Iterator[bytes]:
    """The file in pieces, in the order of the columns of the responses file.

    `missing` names the reason of a code that stands for no answer. An empty cell of a derived
    variable is missing too: it could not be derived. The last line is a note and no variable.
    """
    return write_csv(HEADER, _iterate(survey))


def _iterate(survey: Survey) -> Iterator[list[Cell]]:
    document = load_plan(survey.version).document
    for name, label in FRAME.items():
        yield _line(name, "frame", "", label, "", NO_CODE)
    for spec in list_variables(document):
        kind = "derived" if spec.is_derived else str(spec.type)
        for code in _list_codes(spec):
            yield _line(spec.name, kind, spec.item_id, spec.label, spec.universe, code)
    for name, label in QUALITY.items():
        yield _line(name, "quality", "", label, "", NO_CODE)
    for text in list_text_variables(document):
        yield _line(text.name, "text", text.item_id, text.label, "", NO_CODE)
    yield _line("", "note", "", BRACKETS, "", NO_CODE)


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
    ]
