"""Pages around an interview: the study explained, its end, the way back in, the language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.engine.typed import plain_key
from surveys.selectors.runner import load_plan, load_public_survey, load_response
from surveys.selectors.wording import choose_language, load_wording, make_consent
from surveys.services.holdings import Holding
from surveys.services.keys import hash_key
from surveys.services.responses import change_language
from surveys.views.respondent_cookies import find_own, keep_key, keep_language, list_ways_back


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this place is, and the way back for whoever has begun or finished in this browser."""
    return render(request, "surveys/home.html", {"ways_back": list_ways_back(request)})


@require_safe
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """The study explained to somebody who comes without an invitation."""
    survey = load_public_survey(slug)
    if survey is None:
        raise Http404
    wording = load_wording(survey, translation.get_language() or "")
    holding = find_own(request, slug)
    context = {
        "survey": survey,
        "is_simulated": survey.is_simulated,
        "wording": wording,
        "consent": make_consent(survey, wording, fallback=""),
        "holding": holding,
        "saved": holding.saved if holding else "",
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
    language = holding.choose_language(request.COOKIES, translation.get_language() or "")
    wording = load_wording(response.survey, language)
    translation.activate(wording.language.lower())
    return render(
        request,
        "surveys/ended.html",
        {
            "slug": slug,
            "is_simulated": response.survey.is_simulated,
            "wording": wording,
        },
    )


def find_place(slug: str, page_number: int) -> str:
    """The furthest page; from there the server leads on to wherever a response belongs."""
    return reverse("surveys:page", args=[slug, page_number])


@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Go on where one stopped; only the button lets this browser hold the response."""
    key = plain_key(key)
    response = load_response(hash_key(key))
    if response is None:
        raise Http404
    if request.method == "POST":
        reply = redirect(find_place(response.survey.slug, response.reached_page))
        keep_key(reply, response.survey.slug, key)
        if response.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_language(reply, response.language)
        return reply
    reading = translation.get_language() or ""
    language = Holding(response, key).choose_language(request.COOKIES, reading)
    translation.activate(language.lower())
    wording = load_wording(response.survey, language)
    other = find_own(request, response.survey.slug)
    is_replaced = other is not None and other.key != key and other.is_under_way
    context = {
        "study": wording.title,
        "is_simulated": response.survey.is_simulated,
        "is_finished": response.state == response.State.COMPLETED,
        "other_link": other.resume_link if other and is_replaced else "",
    }
    return render(request, "surveys/resume.html", context)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read on in another language, on the page one came from."""
    wanted, target = request.POST.get("language", ""), request.POST.get("next", "")
    place = _find_place_of_ours(request, target)
    reply = HttpResponseRedirect(target if place else reverse("surveys:home"))
    if wanted not in dict(settings.LANGUAGES):
        return reply
    keep_language(reply, wanted)
    slug = str(place.kwargs.get("slug", "")) if place else ""
    holding = find_own(request, slug) if slug else None
    if holding is not None:
        offered = load_plan(holding.response.version).document.languages
        change_language(holding.response, language=choose_language(offered, wanted))
    return reply


def _find_place_of_ours(request: HttpRequest, target: str) -> ResolverMatch | None:
    """The route of an address on this host, or none."""
    is_here = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    try:
        return resolve(urlsplit(target).path) if is_here else None
    except (Resolver404, ValueError):
        return None
