"""The published studies on hand, as the estimators read them."""

from collections.abc import Collection

from analytics.comparison.baseline import BaselineStudy
from analytics.comparison.reading import read_baseline
from analytics.models import Baseline as BaselineRow

_read: dict[str, BaselineStudy] = {}


def load_baseline(variables: Collection[str]) -> BaselineStudy | None:
    """The study whose drivers a questionnaire with these variables measures; None if there is none.

    The first by name, should several fit.
    """
    for row in BaselineRow.objects.all():
        if row.digest not in _read:
            _read[row.digest] = read_baseline(row.document)
        baseline = _read[row.digest]
        if any(driver.variable in variables for driver in baseline.drivers):
            return baseline
    return None
