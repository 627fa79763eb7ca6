"""The dataset as one frame of pandas, for whatever looks at people one by one."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from analytics.selectors.dataset import (
    EPOCH,
    MICROSECOND,
    OWN_COLUMNS,
    code_columns,
    iterate_dataset,
)
from surveys.engine.codebook import VariableSpec, VariableType
from surveys.models import Survey
from surveys.selectors.catalogues import load_catalogue

if TYPE_CHECKING:
    import pandas

    from analytics.dataset.columns import CodedColumn

CODED = (VariableType.CATEGORY, VariableType.FLAG)
NUMBERS = ("response", "completed_at", "seconds", "wave", "degree")


def load_frame(
    survey: Survey, variables: Collection[str], *, cut_off: datetime | None = None
) -> "pandas.DataFrame":
    """Return these variables of all who completed, until `cut_off` where it is given.

    One line per response that could be coded, in the order of completion; the index is the
    respondent's pseudonym. First come the other columns of `OWN_COLUMNS`; a variable called like
    one of them is `name_` here. Codes and words are categories; a number is a float, NaN without an
    answer, and beside it `name_missing` is the code that says why. Raises ValueError for a variable
    that the survey does not have.
    """
    # Loaded where it is used: a process that only answers respondents never needs pandas.
    import numpy as np
    import pandas as pd

    from analytics.dataset.columns import stack

    catalogue = load_catalogue(survey)
    known = {variable.spec.name: variable for variable in catalogue.variables}
    if unknown := sorted(set(variables) - known.keys()):
        raise ValueError(f"The survey has no variable {', '.join(unknown)}.")
    wanted = {str(known[name].id) for name in variables} | set(OWN_COLUMNS)
    pieces = [
        {name: column for name, column in piece.items() if name in wanted}
        for piece in (code_columns(survey, catalogue, []), *iterate_dataset(survey, catalogue))
    ]
    columns = stack(pieces)
    series: dict[str, Any] = {}
    for name in OWN_COLUMNS:
        column = columns[name]
        series[name] = _list_numbers(column) if name in NUMBERS else _categorise(column)
    for name in variables:
        label = f"{name}_" if name in OWN_COLUMNS else name
        series |= _read(label, known[name].spec, columns[str(known[name].id)])
    frame = pd.DataFrame(series)
    is_wanted = np.array(columns["is_coded"].spread()) == 1
    if cut_off is not None:
        is_wanted &= frame["completed_at"] <= (cut_off - EPOCH) / MICROSECOND
    frame = frame[is_wanted].sort_values(["completed_at", "response"], kind="stable")
    return frame.drop(columns="is_coded").set_index("respondent")


def _read(name: str, spec: VariableSpec, column: "CodedColumn") -> dict[str, Any]:
    """Return the column of a variable, and of a number with codes for no answer also those."""
    has_words = any(isinstance(value, str) for value in column.values)  # derived, for some
    if spec.type in CODED or has_words:
        return {name: _categorise(column)}
    numbers = _list_numbers(column.replace(dict.fromkeys(spec.missing)))
    if not spec.missing:
        return {name: numbers}
    reasons = {one: one if one in spec.missing else None for one in column.values}
    return {name: numbers, f"{name}_missing": _categorise(column.replace(reasons))}


def _list_numbers(column: "CodedColumn") -> Any:
    import numpy as np

    return np.array(column.values, np.float64)[column.positions]


def _categorise(column: "CodedColumn") -> Any:
    import numpy as np
    import pandas as pd

    # 1 and 1.0 are one category.
    found = dict.fromkeys(value for value in column.values if value is not None)
    categories = sorted(found, key=lambda value: (isinstance(value, str), value))
    index: dict[Any, int] = {value: at for at, value in enumerate(categories)}
    codes = np.array([index.get(value, -1) for value in column.values], np.int32)
    return pd.Categorical.from_codes(codes[column.positions], categories)
