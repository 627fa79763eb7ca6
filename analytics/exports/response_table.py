"""The table of responses, batch by batch: what stands in each column, whatever the file format."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.utils import timezone

from analytics.estimators.weighting import RdsIIWeights
from analytics.exports.wording import (
    FLAG_LABELS,
    FRAME,
    MISSING_LABELS,
    QUALITY,
    name_chain_columns,
    pick,
)
from analytics.selectors.coding import clean_degree, code_responses
from analytics.selectors.weights import has_degree_variable, load_weights
from recruitment.models import Recruit
from surveys.engine.codebook import CellValue, VariableSpec, VariableType
from surveys.engine.tables import Cell
from surveys.models import Response, Survey
from surveys.selectors.answers import find_sharing, list_exportable, load_quality_flags
from surveys.selectors.catalogues import load_catalogue

BATCH = 500

Batch = dict[str, Sequence[Cell]]
"""Columns of as many responses each, by name."""
Degrees = dict[int, int | None]
"""The degree, None when unknown, of each response that could be coded."""


class ResponseTable:
    """Responses to a survey, one line each, in the order in which they were begun.

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

    def iterate(self) -> Iterator[Batch]:
        """Yield the table in batches of BATCH lines; memory does not grow with their number."""
        flags = load_quality_flags(self._survey)
        weights = load_weights(self._survey)
        responses = list_exportable(self._survey, only_completed=self._only_completed)
        remaining = responses.iterator(chunk_size=BATCH)
        while batch := list(islice(remaining, BATCH)):
            answers, degrees = self._code(batch)
            frames = [_list_frame(response, self._survey) for response in batch]
            chains = _list_chains(batch, degrees, weights, self.chain_names)
            fast = [flags.is_fast(response) for response in batch]
            columns = [
                *zip(*frames, strict=True),
                *zip(*chains, strict=True),
                *answers,
                [None if is_fast is None else int(is_fast) for is_fast in fast],
                [int(response.pk in flags.repeating) for response in batch],
            ]
            yield dict(zip(self.names, columns, strict=True))

    def _code(self, batch: list[Response]) -> tuple[list[list[Cell]], Degrees]:
        """Return the columns of answers in the order of the batch, and the degrees."""
        lines = {response.pk: line for line, response in enumerate(batch)}
        columns: dict[str, list[Cell]] = {name: [None] * len(batch) for name in self.labels}
        degrees: Degrees = {}
        for chunk in code_responses(self._survey, self.catalogue, batch)[0]:
            own_lines = [lines[response.pk] for response in chunk.responses]
            for name, labels in self.labels.items():
                column = chunk.columns[name]
                cells = [labels.get(value, value) for value in column.values]
                target = columns[name]
                for line, position in zip(own_lines, column.positions.tolist(), strict=True):
                    target[line] = cells[position]
            for response, size in zip(chunk.responses, chunk.network_size.spread(), strict=True):
                degrees[response.pk] = clean_degree(size)
        return list(columns.values()), degrees


def _list_frame(response: Response, survey: Survey) -> list[Cell]:
    started, ended = response.started_at, response.completed_at
    seconds = (ended - started).total_seconds() if started and ended else None
    return [
        response.respondent.pseudonym,
        response.state,
        int(survey.is_simulated),
        response.language,
        int(response.is_referred),
        response.survey_year if started or ended else None,  # an import may have no day at all
        timezone.localdate(started).isoformat() if started else None,
        timezone.localdate(ended).isoformat() if ended else None,
        round(seconds / 60, 1) if seconds is not None else None,
        find_sharing(response, survey),
    ]


def _list_chains(
    batch: list[Response],
    degrees: Degrees,
    weights: RdsIIWeights,
    names: Iterable[str],
) -> list[list[Cell]]:
    """Return these cells of CHAIN for each response; one without a place counts as a seed."""
    found = Recruit.objects.filter(response__in=batch).with_names()
    places = {
        response_id: (wave, seed, recruiter, channel)
        for response_id, wave, seed, recruiter, channel in found.values_list(
            "response_id", "wave", "seed_name", "recruiter_name", "channel_name"
        )
    }
    rows = []
    for response in batch:
        degree = degrees.get(response.pk)
        wave, seed, recruiter, channel = places.get(response.pk, (0, None, None, None))
        is_counted = response.state == Response.State.COMPLETED and response.pk in degrees
        weight = weights.weigh(degree) if is_counted else None
        cells: dict[str, Cell] = {
            "wave": wave,
            "seed": seed or response.respondent.pseudonym,
            "recruiter": recruiter,
            "channel": channel,
            "degree": degree,
            "weight_rds_ii": weight,
        }
        rows.append([cells[name] for name in names])
    return rows


def _list_labels(spec: VariableSpec, language: str) -> dict[CellValue, CellValue]:
    """Return how stored codes are written in a language: by their label, where they have one."""
    labels: dict[CellValue, CellValue] = {
        code: pick(MISSING_LABELS[reason], language) for code, reason in spec.missing.items()
    }
    if spec.type is VariableType.FLAG:
        labels |= {code: pick(text, language) for code, text in FLAG_LABELS.items()}
    labels |= {choice.code: pick(choice.label, language) for choice in spec.choices}
    return labels
