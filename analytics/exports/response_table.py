"""The table of responses, piece by piece: what stands in each column, whatever the file format."""

from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

from analytics.estimators.weighting import RdsIIWeights
from analytics.exports.wording import (
    FLAG_LABELS,
    FRAME,
    MISSING_LABELS,
    QUALITY,
    name_chain_columns,
    pick,
)
from analytics.selectors.dataset import (
    ROWS_PER_PIECE,
    code_columns,
    iterate_dataset,
    load_seconds,
    name_channels,
    name_seeds,
)
from analytics.selectors.weights import has_degree_variable, load_weights
from surveys.engine.codebook import CellValue, VariableSpec, VariableType
from surveys.models import Response, Survey
from surveys.selectors.answers import SHARING_BOX, list_exportable, load_repeating
from surveys.selectors.catalogues import load_catalogue
from surveys.selectors.wording import is_box_on

if TYPE_CHECKING:
    from analytics.dataset.columns import Columns

FAST_SHARE = 1 / 3


class ResponseTable:
    """Responses to a survey, one line each: those in blocks first, then the others by their start.

    No withdrawn response is in it, and no key, code or hash of anybody. `language` gives labels in
    place of codes, empty keeps the codes; where `is_typed`, a number has none. A response that
    cannot be coded has no answers here.
    """

    def __init__(
        self, survey: Survey, *, language: str, only_completed: bool, is_typed: bool = False
    ) -> None:
        self._survey = survey
        self._only_completed = only_completed
        self.catalogue = load_catalogue(survey)
        self.labels: dict[str, dict[CellValue, CellValue]] = {}
        for spec in self.catalogue.specs:
            has_codes = spec.type in (VariableType.CATEGORY, VariableType.FLAG)
            is_labelled = bool(language) and (has_codes or not is_typed)
            self.labels[spec.name] = _list_labels(spec, language) if is_labelled else {}
        has_degree = has_degree_variable(survey)
        self.chain_names = name_chain_columns(self.catalogue, has_degree=has_degree)
        self.names = [*FRAME, *self.chain_names.values(), *self.labels, *QUALITY]

    def iterate(self) -> "Iterator[Columns]":
        """Yield the table in pieces of up to a thousand lines, whose columns are `names`."""
        weights, repeating = load_weights(self._survey), load_repeating(self._survey)
        seconds = load_seconds(self._survey, self.catalogue)
        limit = median(seconds) * FAST_SHARE if seconds else None
        for piece in self._read():
            chain = _describe_chain(piece, self._survey, weights)
            answers = {
                one.spec.name: piece[str(one.id)].replace(self.labels[one.spec.name])
                for one in self.catalogue.variables
            }
            columns = [
                *_describe_frame(piece, self._survey).values(),
                *(chain[name] for name in self.chain_names),
                *answers.values(),
                *_describe_quality(piece, limit, repeating).values(),
            ]
            yield dict(zip(self.names, columns, strict=True))

    def _read(self) -> "Iterator[Columns]":
        if self._only_completed:
            yield from iterate_dataset(self._survey, self.catalogue)
            return
        # Only completed ones are in the dataset.
        remaining = list_exportable(self._survey).iterator(chunk_size=ROWS_PER_PIECE)
        while batch := list(islice(remaining, ROWS_PER_PIECE)):
            yield code_columns(self._survey, self.catalogue, batch)


def _describe_frame(piece: "Columns", survey: Survey) -> "Columns":
    """Return the columns of FRAME."""
    from analytics.dataset.columns import repeat

    seconds = piece["seconds"]
    minutes = {one: round(one / 60, 1) for one in seconds.values if isinstance(one, float)}
    # Nothing says which boxes a person saw: in a survey that does not ask, nobody was asked.
    unticked = {} if is_box_on(survey, SHARING_BOX) else {0: None}
    return {
        "id": piece["respondent"],
        "state": piece["state"],
        "is_simulated": repeat(int(survey.is_simulated), len(seconds.positions)),
        "language": piece["language"],
        "is_referred": piece["is_referred"],
        "survey_year": piece["survey_year"],
        "started_on": piece["started_on"],
        "completed_on": piece["completed_on"],
        "minutes": seconds.replace(minutes),
        "consent_sharing": piece["sharing"].replace(unticked),
    }


def _describe_chain(piece: "Columns", survey: Survey, weights: RdsIIWeights) -> "Columns":
    """Return the columns of CHAIN; one without a place counts as a seed."""
    from analytics.dataset.columns import encode

    deciding = (piece[name].spread() for name in ("degree", "state", "is_coded"))
    return {
        "wave": piece["wave"].replace({None: 0}),
        "seed": name_seeds(piece),
        "recruiter": piece["recruiter"],
        "channel": name_channels(survey, piece),
        "degree": piece["degree"],
        "weight_rds_ii": encode(
            [
                weights.weigh(degree) if is_coded and state == Response.State.COMPLETED else None
                for degree, state, is_coded in zip(*deciding, strict=True)
            ]
        ),
    }


def _describe_quality(
    piece: "Columns", limit: float | None, repeating: frozenset[int]
) -> "Columns":
    """Return the columns of QUALITY; whoever took fewer seconds than the limit was fast."""
    from analytics.dataset.columns import encode

    seconds = piece["seconds"]
    fast = {
        one: None if limit is None else int(one < limit)
        for one in seconds.values
        if isinstance(one, float)
    }
    repeated = [int(one in repeating) for one in piece["response"].spread()]
    return {"q_fast": seconds.replace(fast), "q_duplicate_text": encode(repeated)}


def _list_labels(spec: VariableSpec, language: str) -> dict[CellValue, CellValue]:
    """Return how stored codes are written in a language: by their label, where they have one."""
    labels: dict[CellValue, CellValue] = {
        code: pick(MISSING_LABELS[reason], language) for code, reason in spec.missing.items()
    }
    if spec.type is VariableType.FLAG:
        labels |= {code: pick(text, language) for code, text in FLAG_LABELS.items()}
    labels |= {choice.code: pick(choice.label, language) for choice in spec.choices}
    return labels
