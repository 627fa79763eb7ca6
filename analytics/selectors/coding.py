"""From responses to columns: each response is coded under the version that it was given to."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import DatabaseError

from surveys.engine.catalogue import Catalogue
from surveys.models import QuestionnaireVersion, Response, Survey
from surveys.selectors.runner import load_context, load_plan

if TYPE_CHECKING:
    from analytics.dataset.columns import CodedColumn, Columns

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class CodedChunk:
    """Responses to one version with the columns of the catalogue, one value for each of them.

    `degree` is their network size as a whole number of people, by their own version, or None.
    """

    responses: Sequence[Response]
    columns: "Columns"
    degree: "CodedColumn"


def code_responses(
    survey: Survey, catalogue: Catalogue, responses: Iterable[Response]
) -> tuple[list[CodedChunk], dict[int, str]]:
    """Return responses of a survey coded; then, by response, why the others cannot be coded.

    The log names those others, each with its kind of mistake.
    """
    by_version: defaultdict[int, list[Response]] = defaultdict(list)
    for response in responses:
        response.survey = survey
        by_version[response.version_id].append(response)
    versions = {survey.version_id: survey.version}
    if former := by_version.keys() - versions.keys():
        versions |= QuestionnaireVersion.objects.defer("document").in_bulk(former)
    coded: list[CodedChunk] = []
    uncoded: dict[int, str] = {}
    for version_id, group in by_version.items():
        waiting = [group]
        while waiting:
            chunk = waiting.pop()
            try:
                coded.append(_code_chunk(versions[version_id], catalogue, chunk))
            except DatabaseError:
                raise
            except Exception as error:  # of any kind: one response's answers hold up no other's
                if len(chunk) > 1:
                    middle = len(chunk) // 2
                    waiting += [chunk[:middle], chunk[middle:]]
                    continue
                uncoded[chunk[0].pk] = reason = type(error).__name__
                # Without the traceback, whose text may hold an answer.
                logger.error("Response %s cannot be coded: %s.", chunk[0].pk, reason)
    return coded, uncoded


def _code_chunk(
    version: QuestionnaireVersion, catalogue: Catalogue, responses: Sequence[Response]
) -> CodedChunk:
    # Loaded where it is used: a process that only answers respondents never needs numpy.
    from analytics.dataset.coding import code_chunk, unite_versions
    from analytics.dataset.columns import CodedColumn, repeat

    plan = load_plan(version)
    answers = [response.answers for response in responses]
    columns = code_chunk(plan, answers, [load_context(response) for response in responses])
    # It may name what is no column, a parameter or a multi item: then no size is known.
    size = columns.get(plan.document.network_size_variable) or repeat(None, len(answers))
    # Codes for no answer are negative.
    degrees = (
        round(one) if isinstance(one, (int, float)) and one >= 0 else None for one in size.values
    )
    united = unite_versions(catalogue, version.number, columns, len(responses))
    return CodedChunk(responses, united, CodedColumn(tuple(degrees), size.positions))
