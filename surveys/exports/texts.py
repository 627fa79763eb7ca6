"""Free text as CSV, apart from the answers."""

from collections.abc import Iterator

from surveys.engine.tables import write_csv
from surveys.models import Survey
from surveys.selectors.answers import iterate_texts


def export_texts(survey: Survey) -> Iterator[bytes]:
    """Return the file in pieces: id, variable, text."""
    return write_csv(["id", "variable", "text"], iterate_texts(survey))
