"""Withdrawal: all that was told goes, and how it was told; an empty place stays in the chain."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys.models import Consent, Event, FreeText, PageVisit, Response, Survey
from surveys.services.errors import WithdrawalClosedError, WithdrawalCodeUnknownError
from surveys.services.keys import hash_withdrawal_code
from surveys.services.saving import emit
from surveys.signals import response_withdrawn


def find_by_withdrawal_code(code: str, *, now: datetime) -> Response:
    """The response a typed code belongs to.

    Raises `WithdrawalCodeUnknownError`, or `WithdrawalClosedError` after the last day.
    """
    response = (
        Response.objects.select_related("survey", "version")
        .defer("version__document")
        .filter(withdrawal_hash=hash_withdrawal_code(code))
        .first()
    )
    if response is None:
        raise WithdrawalCodeUnknownError("No response belongs to this code.")
    _check_last_day(response.survey, now)
    return response


def _check_last_day(survey: Survey, now: datetime) -> None:
    last_day = survey.withdrawal_until
    if last_day is not None and timezone.localdate(now) > last_day:
        raise WithdrawalClosedError("The last day for withdrawing has passed.")


@transaction.atomic
def withdraw_response(response: Response, *, now: datetime) -> None:
    """Delete everything the person told; doing it again changes nothing.

    What stays is listed in docs/data_protection.md: the hashes, so that whoever holds the key or
    the code is told that all is deleted, and days in place of times. Raises
    `WithdrawalClosedError` for a completed response after the last day.
    """
    survey = response.survey
    # Not its keys: a fold that is about to note this response must be able to go on.
    response = Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    if response.state == Response.State.WITHDRAWN:
        return
    was_completed = response.state == Response.State.COMPLETED
    if was_completed:
        _check_last_day(survey, now)
    # First, while the row is locked without its keys: whoever counts it now is waited for.
    response_withdrawn.send(sender=Response, response=response, now=now)
    for model in (FreeText, PageVisit, Consent):
        model.objects.filter(response=response).delete()
    _empty(response, now)
    _coarsen_events(response)
    if was_completed:
        emit(response, Event.Kind.WITHDRAWN, _start_of_day(now))


def _empty(response: Response, now: datetime) -> None:
    """Blank the row in one statement; of the times only the days stay."""
    started, ended = response.started_at, response.completed_at
    Response.objects.filter(pk=response.pk).update(
        state=Response.State.WITHDRAWN,
        answers={},
        reminded_variables=[],
        reached_page=1,
        end_reason="",
        language="",
        order_seed=0,
        started_at=_start_of_day(started) if started else None,
        saved_at=_start_of_day(now),
        completed_at=_start_of_day(ended) if ended else None,
    )


def _coarsen_events(response: Response) -> None:
    for event in Event.objects.filter(response=response):
        done = event.processed_at
        event.created_at = _start_of_day(event.created_at)
        event.processed_at = _start_of_day(done) if done else None
        event.save(update_fields=["created_at", "processed_at"])


def _start_of_day(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
