"""Responses as CSV: one line each, codes or labels, streamed."""

from collections.abc import Callable, Iterator, Mapping

from django.utils import timezone

from surveys.engine.catalogue import Catalogue
from surveys.engine.codebook import VariableSpec, VariableType
from surveys.engine.tables import Cell, write_csv
from surveys.exports.wording import FLAG_LABELS, FRAME, MISSING_LABELS, QUALITY, pick
from surveys.models import Response, Survey
from surveys.selectors.answers import (
    QualityFlags,
    find_sharing,
    iterate_rows,
    iterate_texts,
    load_quality_flags,
)
from surveys.selectors.catalogues import load_catalogue

Coding = Callable[[Cell], Cell]


def export_responses(
    survey: Survey, *, language: str = "", only_completed: bool = True
) -> Iterator[bytes]:
    """The file in pieces; `language` gives labels in place of codes, empty keeps the codes.

    Withdrawn responses are never in it, and no key, code or hash of anybody.
    """
    catalogue = load_catalogue(survey)
    codings = [(spec.name, _make_coding(spec, language)) for spec in catalogue.specs]
    header = [*FRAME, *(spec.name for spec in catalogue.specs), *QUALITY]
    return write_csv(header, _iterate(survey, catalogue, codings, only_completed))


def export_texts(survey: Survey) -> Iterator[bytes]:
    """What respondents wrote, apart from their answers: id, variable, text."""
    return write_csv(["id", "variable", "text"], iterate_texts(survey))


def _iterate(
    survey: Survey,
    catalogue: Catalogue,
    codings: list[tuple[str, Coding]],
    only_completed: bool,
) -> Iterator[list[Cell]]:
    flags = load_quality_flags(survey)
    for response, flat in iterate_rows(survey, catalogue, only_completed=only_completed):
        frame = _list_frame(response, survey)
        values = [code(flat.get(name)) for name, code in codings]
        yield [*frame, *values, *_list_quality(response, flags)]


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


def _list_quality(response: Response, flags: QualityFlags) -> list[Cell]:
    is_fast = flags.is_fast(response)
    return [
        None if is_fast is None else int(is_fast),
        int(response.pk in flags.repeating),
    ]


def _make_coding(spec: VariableSpec, language: str) -> Coding:
    """How a stored code is written: as it is, or as its label where it has one."""
    if not language:
        return lambda cell: cell
    labels: dict[Cell, str] = {
        code: pick(MISSING_LABELS[reason], language) for code, reason in spec.missing.items()
    }
    if spec.type is VariableType.FLAG:
        labels |= {code: pick(text, language) for code, text in FLAG_LABELS.items()}
    labels |= {choice.code: pick(choice.label, language) for choice in spec.choices}
    return _look_up(labels)


def _look_up(labels: Mapping[Cell, str]) -> Coding:
    return lambda cell: labels.get(cell, cell)
