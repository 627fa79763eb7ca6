"""From a baseline document to a `BaselineStudy`; docs/baseline-format.md describes the format."""

from collections.abc import Mapping
from typing import Any

from analytics.comparison.baseline import BaselineStudy
from analytics.comparison.document import DocumentPart
from analytics.comparison.interviews import read_parts, read_traits
from analytics.comparison.statements import read_claims

REQUIRED = (
    "id",
    "languages",
    "citation",
    "short_citation",
    "url",
    "licence",
    "design",
    "title",
    "asked_in_study",
    "asked_in_survey",
    "n",
    "parts",
    "traits",
    "denominators",
    "claims",
)


def read_baseline(document: Mapping[str, Any]) -> BaselineStudy:
    """Return the baseline a document describes.

    Raises BaselineError that begins where the first thing stands that is missing, unknown or
    contradicts another. `notes` may hold anything: it is for readers of the file.
    """
    languages = tuple(part.text() for part in DocumentPart(document)["languages"].parts())
    whole = DocumentPart(document, languages=languages)
    whole.expect(REQUIRED, optional=("caution", "notes"))
    n = whole["n"].whole()
    parts = read_parts(whole["parts"], n)
    traits = read_traits(whole["traits"], n)
    drivers = [driver for part in parts for driver in part.drivers]
    claims = read_claims(whole, drivers, traits)
    return BaselineStudy(
        id=whole["id"].text(),
        citation=whole["citation"].text(),
        url=whole["url"].text(),
        short_citation=whole["short_citation"].text(),
        licence=whole["licence"].text(),
        design=whole["design"].texts(),
        title=whole["title"].texts(),
        caution=whole.texts_of("caution"),
        asked_in_study=whole["asked_in_study"].texts(),
        asked_in_survey=whole["asked_in_survey"].texts(),
        n=n,
        parts=parts,
        traits=traits,
        claims=claims,
    )
