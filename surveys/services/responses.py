"""Answering: start, save a page, complete. Each verb commits before it returns.

Saving is idempotent: a page save replaces that page's answers, and a response completes once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils import timezone

from surveys.engine.flow import Plan, complete_answers, find_end, next_page, stop_answers
from surveys.engine.missing import SKIPPED_CODE
from surveys.engine.schema import Context, Value
from surveys.engine.validation import PageResult, check_page
from surveys.models import Consent, Event, FreeText, Respondent, Response, Survey
from surveys.selectors.runner import load_context, load_plan
from surveys.selectors.wording import REQUIRED_BOX
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
from surveys.services.paradata import record_saved
from surveys.signals import response_completed, response_screened_out


class Step(StrEnum):
    """Where a saved page leads."""

    STAY = "stay"  # something on this page is wrong or must be answered
    REMIND = "remind"  # something was left blank and may stay so
    NEXT = "next"
    SCREENED_OUT = "screened_out"
    COMPLETED = "completed"
    REFUSED = "refused"  # a correction that would have ended the interview


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving one page."""

    step: Step
    page_number: int
    result: PageResult | None = None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """What the first page brings: boxes ticked, language, and the digest of the text shown."""

    boxes: frozenset[str]
    language: str
    text_digest: str


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

    Valid answers are stored even when others on the page are wrong. A completed response is
    corrected instead: its state and its coupons stay as they are. With a `device` the visit is
    noted. Raises `PageNotReachedError` and `ResponseEndedError`.
    """
    response = _lock(response)
    plan, context = _open_page(response, page_number)
    result = check_page(plan, page_number, raw, response.answers, context)
    answers = _merge(plan, page_number, response.answers, result.answers)
    store = _correct if response.state == Response.State.COMPLETED else _advance
    saved = store(response, plan, context, page_number, answers, result, now)
    if device:
        is_over = saved.step in (Step.COMPLETED, Step.SCREENED_OUT)
        record_saved(
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
        _replace_texts(response, plan, page_number, result.texts)
        response.answers = _merge(plan, page_number, response.answers, result.answers)
        response.saved_at = now
        _store(response)
    return result


def _lock(response: Response) -> Response:
    """The row as it stands now, held until the commit; its survey and version are as they were."""
    locked = Response.objects.select_for_update().get(pk=response.pk)
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


def _merge(
    plan: Plan, page_number: int, stored: Mapping[str, Value], posted: Mapping[str, Value]
) -> dict[str, Value]:
    """`stored` with this page's answers replaced by `posted`."""
    own = plan.page_variables(page_number)
    return {name: value for name, value in stored.items() if name not in own} | dict(posted)


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
    _replace_texts(response, plan, page_number, result.texts)
    response.answers, response.saved_at = answers, now
    if result.problems:
        _store(response)
        return Saved(Step.STAY, page_number, result)
    if result.blanks and page_number not in response.reminded_pages:
        response.reminded_pages = [*response.reminded_pages, page_number]
        _store(response)
        return Saved(Step.REMIND, page_number, result)
    answers.update(dict.fromkeys(result.blanks, SKIPPED_CODE))
    end = find_end(plan, answers, context)
    if end is not None:
        response.answers = stop_answers(plan, answers, context, page_number)
        _screen_out(response, end.reason, now)
        return Saved(Step.SCREENED_OUT, page_number, result)
    following = next_page(plan, page_number, answers, context)
    if following is None:
        response.answers = complete_answers(plan, answers, context)
        _complete(response, now)
        return Saved(Step.COMPLETED, page_number, result)
    response.reached_page = max(response.reached_page, following)
    _store(response)
    return Saved(Step.NEXT, following, result)


def _correct(
    response: Response,
    plan: Plan,
    context: Context,
    page_number: int,
    answers: dict[str, Value],
    result: PageResult,
    now: datetime,
) -> Saved:
    """Replace a page of a completed response; whoever counted it is told by an event."""
    if result.problems:
        return Saved(Step.STAY, page_number, result)
    answers.update(dict.fromkeys(result.blanks, SKIPPED_CODE))
    if find_end(plan, answers, context) is not None:
        return Saved(Step.REFUSED, page_number, result)
    _replace_texts(response, plan, page_number, result.texts)
    final = complete_answers(plan, answers, context)
    following = next_page(plan, page_number, answers, context)
    if final != response.answers:
        response.answers, response.saved_at = final, now
        response.reached_page = max(response.reached_page, following or 0)
        _store(response)
        _emit(response, Event.Kind.CORRECTED, now)
    if following is None:
        return Saved(Step.COMPLETED, page_number, result)
    return Saved(Step.NEXT, following, result)


def _store(response: Response) -> None:
    response.save(update_fields=["answers", "saved_at", "reached_page", "reminded_pages"])


def _screen_out(response: Response, reason: str, now: datetime) -> None:
    response.state, response.end_reason = Response.State.SCREENED_OUT, reason
    response.save(update_fields=["answers", "saved_at", "state", "end_reason"])
    response_screened_out.send(sender=Response, response=response, now=now)


def _complete(response: Response, now: datetime) -> None:
    """Complete once: the row is locked, and only a started response comes here."""
    response.state, response.completed_at = Response.State.COMPLETED, now
    response.save(update_fields=["answers", "saved_at", "state", "completed_at"])
    _emit(response, Event.Kind.COMPLETED, now)
    response_completed.send(sender=Response, response=response, now=now)


def _emit(response: Response, kind: Event.Kind, now: datetime) -> None:
    Event.objects.create(survey_id=response.survey_id, response=response, kind=kind, created_at=now)


def _replace_texts(
    response: Response, plan: Plan, page_number: int, texts: Mapping[str, str]
) -> None:
    """Keep this page's words as posted: those cleared are deleted, not kept."""
    own: Iterable[str] = plan.page_text_variables(page_number)
    if not own:
        return
    response.free_texts.filter(variable__in=own).exclude(variable__in=texts).delete()
    FreeText.objects.bulk_create(
        [FreeText(response=response, variable=name, text=text) for name, text in texts.items()],
        update_conflicts=True,
        unique_fields=["response", "variable"],
        update_fields=["text"],
    )


def change_language(response: Response, *, language: str) -> None:
    """Remember the language the person reads in now."""
    Response.objects.filter(pk=response.pk).update(language=language)
