"""Answering: start, save a page, complete. Each verb commits before it returns.

Saving is idempotent: a page save replaces that page's answers, and a response completes once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.engine.flow import Plan, complete_answers, find_end, next_page, stop_answers
from surveys.engine.keeping import merge_page
from surveys.engine.missing import SKIPPED_CODE
from surveys.engine.schema import Context, Value
from surveys.engine.validation import PageResult, check_page
from surveys.models import Consent, ConsentText, Event, Respondent, Response, Survey
from surveys.selectors.runner import load_context, load_plan
from surveys.selectors.wording import REQUIRED_BOX
from surveys.services.corrections import correct_page
from surveys.services.errors import (
    ConsentMissingError,
    PageNotReachedError,
    ResponseEndedError,
    SurveyClosedError,
)
from surveys.services.keys import (
    derive_order_seed,
    derive_pseudonym,
    hash_key,
    hash_withdrawal_code,
    make_withdrawal_code,
)
from surveys.services.paradata import add_saved
from surveys.services.saving import Saved, Step, drop_void_texts, emit, replace_texts, store
from surveys.signals import response_completed, response_screened_out

__all__ = [
    "ConsentGiven",
    "Saved",
    "Step",
    "change_language",
    "save_draft",
    "save_page",
    "start_response",
]


# What no save reads.
_UNREAD = ("key_hash", "withdrawal_hash", "language", "order_seed")


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What the first page brings: boxes ticked, language, digest of the text shown, the text."""

    boxes: frozenset[str]
    language: str
    text_digest: str
    text: str = ""


@transaction.atomic
def start_response(
    survey: Survey, *, key: str, consent: ConsentGiven, is_referred: bool, now: datetime
) -> tuple[Response, bool]:
    """Start an interview under `key`; the same key again gives the same response and False.

    Raises `ConsentMissingError` without the required box and `SurveyClosedError` outside the
    survey's window.
    """
    existing = Response.objects.filter(key_hash=hash_key(key)).first()
    if existing is not None:
        return existing, False
    if REQUIRED_BOX not in consent.boxes:
        raise ConsentMissingError("The box of taking part was not ticked.")
    if not survey.is_open_at(now):
        raise SurveyClosedError("The survey is not open.")
    try:
        with transaction.atomic():
            return _create_response(survey, key, consent, is_referred, now), True
    except IntegrityError:
        return Response.objects.get(key_hash=hash_key(key)), False


def _create_response(
    survey: Survey, key: str, consent: ConsentGiven, is_referred: bool, now: datetime
) -> Response:
    response = Response.objects.create(
        survey=survey,
        version=survey.version,
        respondent=Respondent.objects.create(survey=survey, pseudonym=derive_pseudonym(key)),
        key_hash=hash_key(key),
        withdrawal_hash=hash_withdrawal_code(make_withdrawal_code(key)),
        is_referred=is_referred,
        language=consent.language,
        order_seed=derive_order_seed(key),
        survey_year=timezone.localtime(now).year,
        started_at=now,
        saved_at=now,
    )
    if consent.text:
        shown = ConsentText(consent.text_digest, consent.language, consent.text)
        ConsentText.objects.bulk_create([shown], ignore_conflicts=True)
    Consent.objects.create(
        response=response,
        boxes=sorted(consent.boxes),
        language=consent.language,
        text_digest=consent.text_digest,
        given_at=now,
    )
    return response


@transaction.atomic
def save_page(
    response: Response,
    *,
    page_number: int,
    raw: Mapping[str, Sequence[str]],
    now: datetime,
    device: str = "",
) -> Saved:
    """Store what was posted for one page and say where to go.

    Valid answers are stored even when others on the page are wrong, and a wrong one leaves what was
    stored before. A completed response is corrected instead: its state and its coupons stay as
    they are. With a `device` the visit is noted. Raises `PageNotReachedError` and
    `ResponseEndedError`.
    """
    response = _lock(response)
    plan, context = _open_page(response, page_number)
    result = check_page(plan, page_number, raw, response.answers, context)
    answers = merge_page(plan, page_number, response.answers, result)
    settle = correct_page if response.state == Response.State.COMPLETED else _advance
    saved = settle(response, plan, context, page_number, answers, result, now)
    if device:
        is_over = saved.step in (Step.COMPLETED, Step.SCREENED_OUT)
        add_saved(
            response,
            page_number=page_number,
            next_page=None if is_over else saved.page_number,
            device=device,
            now=now,
        )
    return saved


@transaction.atomic
def save_draft(
    response: Response, *, page_number: int, raw: Mapping[str, Sequence[str]], now: datetime
) -> PageResult:
    """Keep the valid part of a page that is left before it is finished; go nowhere.

    Of a completed response nothing is stored. Raises what `save_page` raises.
    """
    response = _lock(response)
    plan, context = _open_page(response, page_number)
    result = check_page(plan, page_number, raw, response.answers, context)
    if response.state == Response.State.STARTED:
        replace_texts(response, plan, page_number, response.answers, result)
        response.answers = merge_page(plan, page_number, response.answers, result)
        response.saved_at = now
        store(response, "answers", "saved_at")
    return result


def _lock(response: Response) -> Response:
    """The row as it stands now, held until the commit; its survey and version are as they were."""
    locked = Response.objects.select_for_update().defer(*_UNREAD).get(pk=response.pk)
    locked.survey, locked.version = response.survey, response.version
    return locked


def _open_page(response: Response, page_number: int) -> tuple[Plan, Context]:
    """The plan and context of a response that takes answers to this page."""
    if response.state not in (Response.State.STARTED, Response.State.COMPLETED):
        raise ResponseEndedError("The interview has ended.")
    plan = load_plan(response.version)
    if not 1 <= page_number <= min(response.reached_page, len(plan.pages)):
        raise PageNotReachedError(response.reached_page)
    return plan, load_context(response)


def _advance(
    response: Response,
    plan: Plan,
    context: Context,
    page_number: int,
    answers: dict[str, Value],
    result: PageResult,
    now: datetime,
) -> Saved:
    """Store the page of an interview under way, and move on, remind, stop or complete."""
    replace_texts(response, plan, page_number, response.answers, result)
    response.answers, response.saved_at = answers, now
    if result.problems:
        store(response, "answers", "saved_at")
        return Saved(Step.STAY, page_number, result)
    # What comes onto the route by a post without JavaScript has not been shown before.
    unnamed = [name for name in result.blanks if name not in response.reminded_variables]
    if unnamed:
        response.reminded_variables = [*response.reminded_variables, *unnamed]
        store(response, "answers", "saved_at", "reminded_variables")
        return Saved(Step.REMIND, page_number, result)
    answers.update(dict.fromkeys(result.blanks, SKIPPED_CODE))
    end = find_end(plan, answers, context)
    if end is not None:
        response.answers = stop_answers(plan, answers, context, page_number)
        _screen_out(response, plan, end.reason, now)
        return Saved(Step.SCREENED_OUT, page_number, result)
    following = next_page(plan, page_number, answers, context)
    if following is None:
        response.answers = complete_answers(plan, answers, context)
        _complete(response, plan, now)
        return Saved(Step.COMPLETED, page_number, result)
    response.reached_page = max(response.reached_page, following)
    store(response, "answers", "saved_at", "reached_page")
    return Saved(Step.NEXT, following, result)


def _screen_out(response: Response, plan: Plan, reason: str, now: datetime) -> None:
    response.state, response.end_reason = Response.State.SCREENED_OUT, reason
    store(response, "answers", "saved_at", "state", "end_reason")
    drop_void_texts(response, plan, response.answers)
    response_screened_out.send(sender=Response, response=response, now=now)


def _complete(response: Response, plan: Plan, now: datetime) -> None:
    """Complete once: the row is locked, and only a started response comes here."""
    response.state, response.completed_at = Response.State.COMPLETED, now
    store(response, "answers", "saved_at", "state", "completed_at")
    drop_void_texts(response, plan, response.answers)
    emit(response, Event.Kind.COMPLETED, now)
    response_completed.send(sender=Response, response=response, now=now)


def change_language(response: Response, *, language: str) -> None:
    """Remember the language the person reads in now; of a withdrawn response nothing is kept."""
    kept = Response.objects.filter(pk=response.pk).exclude(state=Response.State.WITHDRAWN)
    kept.update(language=language)
