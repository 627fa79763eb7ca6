"""Withdrawal: answers, words, paradata and consent go; an empty node stays in the chain."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from surveys.models import Consent, Event, FreeText, PageVisit, Response
from surveys.services.errors import WithdrawalClosedError, WithdrawalCodeUnknownError
from surveys.services.keys import hash_withdrawal_code
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
    last_day = response.survey.withdrawal_until
    if last_day is not None and timezone.localdate(now) > last_day:
        raise WithdrawalClosedError("The last day for withdrawing has passed.")
    return response


@transaction.atomic
def withdraw_response(response: Response, *, now: datetime) -> None:
    """Delete everything the person told; doing it again changes nothing."""
    # Not its keys: a fold that is about to note this response must be able to go on.
    response = Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    if response.state == Response.State.WITHDRAWN:
        return
    was_completed = response.state == Response.State.COMPLETED
    # First, while the row is locked without its keys: whoever counts it now is waited for.
    response_withdrawn.send(sender=Response, response=response, now=now)
    FreeText.objects.filter(response=response).delete()
    PageVisit.objects.filter(response=response).delete()
    Consent.objects.filter(response=response).delete()
    response.answers = {}
    response.reminded_pages = []
    response.end_reason = ""
    response.state = Response.State.WITHDRAWN
    response.saved_at = now
    response.save(update_fields=["answers", "reminded_pages", "end_reason", "state", "saved_at"])
    if was_completed:
        Event.objects.create(
            survey_id=response.survey_id,
            response=response,
            kind=Event.Kind.WITHDRAWN,
            created_at=now,
        )
