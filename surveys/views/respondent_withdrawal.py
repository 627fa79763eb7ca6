"""See, correct or delete what one has answered: by the withdrawal code, or while answering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from surveys.selectors.own_answers import list_own_answers
from surveys.selectors.runner import load_plan
from surveys.selectors.wording import choose_language, load_wording
from surveys.services.erasure import find_by_withdrawal_code, withdraw_response
from surveys.services.errors import WithdrawalClosedError, WithdrawalCodeUnknownError
from surveys.services.slowdown import must_wait, record_miss
from surveys.views.respondent_cookies import (
    drop_response,
    find_opened,
    find_own,
    keep_opened,
    list_ways_back,
)

if TYPE_CHECKING:
    from surveys.models import Response


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Type the withdrawal code; it opens the answers in this browser for half an hour."""
    if request.method != "POST":
        context = {"ways_back": list_ways_back(request)}
        return render(request, "surveys/withdraw.html", context)
    address = str(request.META.get("REMOTE_ADDR", ""))
    code = request.POST.get("code", "")
    if must_wait(address):
        problem = gettext("Several codes were wrong. Please wait five minutes and try again.")
        return _refuse(request, code, problem, 429)
    try:
        response = find_by_withdrawal_code(code, now=timezone.now())
    except (WithdrawalCodeUnknownError, WithdrawalClosedError):
        # One answer for both: nobody learns from it whether a code exists.
        record_miss(address)
        problem = gettext(
            "This code opens nothing. Please compare it with what you noted; after the study's "
            "last day for deleting, answers can no longer be opened."
        )
        return _refuse(request, code, problem, 200)
    if response.state == response.State.WITHDRAWN:
        return redirect("surveys:deleted")
    reply = redirect("surveys:my_answers", response.survey.slug)
    keep_opened(request, reply, response)
    return reply


def _say_closed() -> str:
    return gettext(
        "The last day for this has passed: these answers can no longer be told from others."
    )


def _refuse(request: HttpRequest, code: str, problem: str, status: int) -> HttpResponse:
    context = {"code": code[:40], "problem": problem}
    return render(request, "surveys/withdraw.html", context, status=status)


@require_safe
def my_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Questions and answers in words."""
    holding = find_opened(request, slug)
    if holding is None:
        return redirect("surveys:withdraw")
    response = holding.response
    if response.state == response.State.WITHDRAWN:
        return redirect("surveys:deleted")
    own = find_own(request, slug)
    languages = load_plan(response.version).document.languages
    language = choose_language(languages, translation.get_language() or "")
    context = {
        "slug": slug,
        "is_simulated": response.survey.is_simulated,
        "study": load_wording(response.survey, language).title,
        "pages": list_own_answers(response, language),
        "may_correct": response.state == response.State.COMPLETED,
        "saved": holding.saved,
        # A code opens answers in any browser; back to the end leads only the one holding the key.
        "own": own if own and own.response.pk == response.pk else None,
    }
    reply = render(request, "surveys/my_answers.html", context)
    keep_opened(request, reply, response)
    return reply


@require_http_methods(["GET", "HEAD", "POST"])
def delete_answers(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete what a typed code has opened, once it is confirmed."""
    holding = find_opened(request, slug)
    if holding is None:
        return redirect("surveys:withdraw")
    return _confirm_deletion(request, holding.response, "surveys:my_answers")


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Stop in the middle and delete everything, once it is confirmed."""
    holding = find_own(request, slug)
    if holding is None:
        return redirect("surveys:landing", slug)
    if holding.response.state == holding.response.State.WITHDRAWN:
        return redirect("surveys:ended", slug)
    reading = translation.get_language() or ""
    translation.activate(holding.choose_language(request.COOKIES, reading).lower())
    return _confirm_deletion(request, holding.response, "surveys:ended")


def _confirm_deletion(request: HttpRequest, response: Response, back: str) -> HttpResponse:
    if request.method == "POST":
        try:
            withdraw_response(response, now=timezone.now())
        except WithdrawalClosedError:
            return _refuse(request, "", _say_closed(), 200)
        reply = redirect("surveys:deleted")
        drop_response(request, reply, response)
        return reply
    survey = response.survey
    wording = load_wording(survey, translation.get_language() or "")
    context = {
        "slug": survey.slug,
        "is_simulated": survey.is_simulated,
        "study": wording.title,
        "back": back,
    }
    return render(request, "surveys/delete.html", context)


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """Said to whoever asks: the page knows nobody any more."""
    return render(request, "surveys/deleted.html")
