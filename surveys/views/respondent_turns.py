"""Where a request to a page belongs: in turn, elsewhere, or nowhere because nothing was saved."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from surveys.selectors.replays import is_stored
from surveys.selectors.runner import load_public_survey
from surveys.selectors.wording import load_wording
from surveys.services.holdings import Holding
from surveys.views.respondent_cookies import CORRECTION


def lead_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Where somebody begins whose browser does not hold what the address asks for."""
    if CORRECTION in request.GET:
        return redirect(f"{reverse('surveys:withdraw')}?kept=1")
    return redirect("surveys:landing", slug)


def is_too_late(holding: Holding, number: int, request: HttpRequest) -> bool:
    """Whether an interview has been completed without what its page now brings."""
    response = holding.response
    if holding.is_correction or response.state != response.State.COMPLETED:
        return False
    return not is_stored(response, number, dict(request.POST.lists()))


def say_not_saved(request: HttpRequest, slug: str, *, is_finished: bool = False) -> HttpResponse:
    """Nothing of a post was stored; the page runs no script, so that the phone keeps its copy."""
    survey = load_public_survey(slug)
    if survey is None:
        raise Http404
    context = {
        "study": load_wording(survey, translation.get_language() or "").title,
        "is_simulated": survey.is_simulated,
        "is_finished": is_finished,
        "is_correction": CORRECTION in request.GET,
    }
    return render(request, "surveys/not_saved.html", context, status=409)


def find_path(holding: Holding, number: int) -> str:
    """The address of a page; it says no more than whether it goes on or corrects."""
    path = reverse("surveys:page", args=[holding.response.survey.slug, number])
    return f"{path}?{CORRECTION}=1" if holding.is_correction else path


def find_elsewhere(holding: Holding, number: int) -> str:
    """Where a person belongs who asks for a page out of turn; nothing if the page is in turn."""
    response = holding.response
    state, slug = response.state, response.survey.slug
    if holding.is_correction and state == response.State.WITHDRAWN:
        return reverse("surveys:deleted")
    if holding.is_correction and state != response.State.COMPLETED:
        return reverse("surveys:my_answers", args=[slug])
    if not holding.is_correction and state == response.State.COMPLETED:
        return reverse("recruitment:thanks", args=[slug])
    if state not in (response.State.STARTED, response.State.COMPLETED):
        return reverse("surveys:ended", args=[slug])
    allowed = min(max(number, 1), response.reached_page)
    return "" if number == allowed else find_path(holding, allowed)
