"""Taking over responses that were completed elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys.engine.flow import complete_answers
from surveys.engine.schema import Value
from surveys.models import Event, Respondent, Response, Survey
from surveys.selectors.runner import load_context, load_plan
from surveys.services.errors import AnswersNotAllowedError
from surveys.services.keys import hash_key, make_key

BATCH = 1000
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class GivenResponse:
    """A completed response as it comes; when it was completed may be unknown."""

    pseudonym: str
    answers: Mapping[str, Value]
    completed_at: datetime | None
    is_referred: bool


@transaction.atomic
def import_responses(
    survey: Survey, given: Sequence[GivenResponse], *, now: datetime
) -> list[Response]:
    """Store completed responses and their events, both in the order given.

    Nobody holds the key or the withdrawal code of an imported response, no consent is stored
    (it was given elsewhere), and no coupons are issued. Raises `AnswersNotAllowedError` when the
    questionnaire has no such answer.
    """
    respondents = Respondent.objects.bulk_create(
        [Respondent(survey=survey, pseudonym=one.pseudonym) for one in given], batch_size=BATCH
    )
    responses = [
        _make_response(survey, respondent, one, now)
        for respondent, one in zip(respondents, given, strict=True)
    ]
    _settle(survey, responses)
    responses = Response.objects.bulk_create(responses, batch_size=BATCH)
    Event.objects.bulk_create(
        [
            Event(survey=survey, response=one, kind=Event.Kind.COMPLETED, created_at=now)
            for one in responses
        ],
        batch_size=BATCH,
    )
    return responses


def _make_response(
    survey: Survey, respondent: Respondent, given: GivenResponse, now: datetime
) -> Response:
    return Response(
        survey=survey,
        version_id=survey.version_id,
        respondent=respondent,
        state=Response.State.COMPLETED,
        key_hash=hash_key(make_key()),
        withdrawal_hash=hash_key(make_key()),
        is_referred=given.is_referred,
        language=LANGUAGE,
        order_seed=0,
        survey_year=timezone.localtime(given.completed_at or now).year,
        answers=dict(given.answers),
        started_at=None,
        saved_at=now,
        completed_at=given.completed_at,
    )


def _settle(survey: Survey, responses: Sequence[Response]) -> None:
    """Bring answers to the form in which every completed response is stored."""
    plan = load_plan(survey.version)
    for response in responses:
        settled = complete_answers(plan, response.answers, load_context(response))
        if any(settled.get(name) != value for name, value in response.answers.items()):
            raise AnswersNotAllowedError(f"{response.respondent}: an answer is not on offer.")
        response.answers = settled
