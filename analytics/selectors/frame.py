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
from surveys.engine.catalogue import Catalogue
from surveys.engine.codebook import VariableType
from surveys.models import Survey
from surveys.selectors.catalogues import load_catalogue

if TYPE_CHECKING:
    import pandas

    from analytics.dataset.columns import CodedColumn, Columns

CODED = (VariableType.CATEGORY, VariableType.FLAG)
NUMBERS = ("response", "completed_at", "seconds", "wave", "degree")


def load_frame(
    survey: Survey, variables: Collection[str], *, cut_off: datetime | None = None
) -> "pandas.DataFrame":
    """Return these variables of all who completed, until `cut_off` where it is given.

    One line per response that could be coded, in the order of completion; the index is the
    respondent's pseudonym. First come the other columns of `OWN_COLUMNS`; a variable called like
    one of them is `name_` here. Codes and words are categories; a number is a float, NaN without an
    answer, and beside it `name__missing` is the code that says why. Whoever has no time of
    completion is in no frame with a cut-off. Raises ValueError for a variable that there is not.
    """
    # Loaded where it is used: a process that only answers respondents never needs pandas.
    import pandas as pd

    from analytics.dataset.words import find_words

    catalogue = load_catalogue(survey)
    known = {variable.spec.name: variable for variable in catalogue.variables}
    if unknown := sorted(set(variables) - known.keys()):
        raise ValueError(f"The survey has no variable {', '.join(unknown)}.")
    wanted = {str(known[name].id) for name in variables} | set(OWN_COLUMNS)
    columns = _load_columns(survey, catalogue, wanted, cut_off)
    series = _list_own(columns)
    words = find_words(catalogue)
    for name in variables:
        label = f"{name}_" if name in OWN_COLUMNS else name
        is_coded = known[name].spec.type in CODED or name in words
        column, missing = columns[str(known[name].id)], known[name].spec.missing
        series[label] = _categorise(column) if is_coded else _list_numbers(column, missing)
        if missing and not is_coded:
            reasons = {one: one if one in missing else None for one in column.values}
            series[f"{label}__missing"] = _categorise(column.replace(reasons))
    frame = pd.DataFrame(series).sort_values(["completed_at", "response"], kind="stable")
    return frame.drop(columns="is_coded").set_index("respondent")


def _load_columns(
    survey: Survey, catalogue: Catalogue, wanted: set[str], cut_off: datetime | None
) -> "Columns":
    """Return those columns of all who could be coded and completed until the cut-off."""
    import numpy as np

    from analytics.dataset.columns import stack

    pieces = [
        {name: column for name, column in piece.items() if name in wanted}
        for piece in (code_columns(survey, catalogue, []), *iterate_dataset(survey, catalogue))
    ]
    columns = stack(pieces)
    is_wanted = np.array(columns["is_coded"].spread()) == 1
    if cut_off is not None:
        is_wanted &= _list_numbers(columns["completed_at"]) <= (cut_off - EPOCH) / MICROSECOND
    # Whoever is left out is named by no category either.
    return {name: column.keep(is_wanted) for name, column in columns.items()}


def _list_own(columns: "Columns") -> dict[str, Any]:
    return {
        name: _list_numbers(columns[name]) if name in NUMBERS else _categorise(columns[name])
        for name in OWN_COLUMNS
    }


def _list_numbers(column: "CodedColumn", missing: Collection[Any] = ()) -> Any:
    """Return a column as floats, NaN where nothing or a code for no answer stands."""
    import numpy as np

    return np.array(column.replace(dict.fromkeys(missing)).values, np.float64)[column.positions]


def _categorise(column: "CodedColumn") -> Any:
    import numpy as np
    import pandas as pd

    # 1 and 1.0 are one category.
    found = dict.fromkeys(value for value in column.values if value is not None)
    categories = sorted(found, key=lambda value: (isinstance(value, str), value))
    index: dict[Any, int] = {value: at for at, value in enumerate(categories)}
    codes = np.array([index.get(value, -1) for value in column.values], np.int32)
    return pd.Categorical.from_codes(codes[column.positions], categories)
