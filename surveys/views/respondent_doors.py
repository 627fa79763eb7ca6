"""Pages around an interview: the study explained, its end, the way back in, the language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.selectors.runner import load_plan, load_response, load_survey
from surveys.selectors.wording import choose_language, load_wording, make_consent
from surveys.services.keys import hash_key
from surveys.services.responses import change_language
from surveys.views.respondent_cookies import find_key, find_own, keep_key, keep_language


@require_safe
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """The study explained to somebody who comes without an invitation."""
    survey = load_survey(slug)
    if survey is None or survey.state == survey.State.DRAFT:
        raise Http404
    wording = load_wording(survey, translation.get_language() or "")
    context = {
        "survey": survey,
        "is_simulated": survey.is_simulated,
        "wording": wording,
        "consent": make_consent(survey, wording, fallback=""),
        "holding": find_own(request, slug),
    }
    return render(request, "surveys/landing.html", context)


@require_safe
def ended(request: HttpRequest, slug: str) -> HttpResponse:
    """The end for those the study is not about, and for those who deleted everything."""
    holding = find_own(request, slug)
    if holding is None:
        return redirect("surveys:landing", slug)
    response = holding.response
    if response.state in (response.State.STARTED, response.State.COMPLETED):
        return redirect(find_place(response.survey.slug, response.reached_page))
    if response.state == response.State.WITHDRAWN:
        return redirect("surveys:deleted")
    translation.activate(response.language.lower())
    wording = load_wording(response.survey, response.language)
    return render(
        request,
        "surveys/ended.html",
        {
            "slug": slug,
            "is_simulated": response.survey.is_simulated,
            "study": wording.title,
            "title": wording.say("screened_out.title") or gettext("Thank you for your interest"),
            "body": wording.say("screened_out.body"),
        },
    )


def find_place(slug: str, page_number: int) -> str:
    """The furthest page; from there the server leads on to wherever a response belongs."""
    return reverse("surveys:page", args=[slug, page_number])


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Go on where one stopped; only the button lets this browser hold the response."""
    response = load_response(hash_key(key))
    if response is None:
        raise Http404
    if request.method == "POST":
        reply = redirect(find_place(response.survey.slug, response.reached_page))
        keep_key(reply, key)
        if response.language:
            keep_language(reply, response.language)
        return reply
    wording = load_wording(response.survey, translation.get_language() or "")
    context = {"study": wording.title, "is_simulated": response.survey.is_simulated}
    return render(request, "surveys/resume.html", context)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language, on the page one came from."""
    wanted = request.POST.get("language", "")
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    reply = redirect(target)
    if wanted not in dict(settings.LANGUAGES):
        return reply
    keep_language(reply, wanted)
    key = find_key(request)
    response = load_response(hash_key(key)) if key else None
    if response is not None:
        offered = load_plan(response.version).document.languages
        change_language(response, language=choose_language(offered, wanted))
    return reply
