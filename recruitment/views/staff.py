"""What the research team sees of the fieldwork; each page also serves its own live part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from recruitment.selectors.chains import ChainPicture, load_bars, load_picture
from recruitment.selectors.fieldwork import count_coupons, list_chains, list_waves, load_stamp
from surveys.access import get_membership
from surveys.downloads import attach
from surveys.engine.tables import name_file
from surveys.polling import has_seen, is_poll
from surveys.selectors.progress import load_progress, summarise_surveys
from surveys.selectors.teams import list_team_surveys

if TYPE_CHECKING:
    from surveys.models import Survey

MARKS_AT_ONCE = 1_000


@require_safe
@login_required
def surveys(request: HttpRequest) -> HttpResponse:
    """The researcher's surveys."""
    rows = summarise_surveys(list_team_surveys(request.user))
    return render(request, "recruitment/surveys.html", {"rows": rows})


@require_safe
@login_required
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """How far the survey is; polled, it answers with the figures alone."""
    membership = get_membership(request, slug)
    survey, now = membership.survey, timezone.now()
    stamp = load_stamp(survey, now=now)
    if has_seen(request, stamp):
        return HttpResponse(status=204)
    context = {
        "membership": membership,
        "survey": survey,
        "now": now,
        "stamp": stamp,
        "progress": load_progress(survey, now=now),
        "coupons": count_coupons(survey, now=now),
        "waves": list_waves(survey),
    }
    return render(request, _choose(request, "overview"), context)


@require_safe
@login_required
def fieldwork(request: HttpRequest, slug: str) -> HttpResponse:
    """The chains as a picture and as a table; polled, it answers with these alone."""
    membership = get_membership(request, slug)
    survey, now = membership.survey, timezone.now()
    stamp = load_stamp(survey, now=now)
    if has_seen(request, stamp):
        return HttpResponse(status=204)
    bars = load_bars(survey)
    context = {
        "membership": membership,
        "survey": survey,
        "now": now,
        "stamp": stamp,
        "bars": bars,
        "picture": None if bars else load_picture(survey),
        "chains": list_chains(survey, now=now),
        "waves": list_waves(survey),
        "coupons": count_coupons(survey, now=now),
    }
    return render(request, _choose(request, "fieldwork"), context)


@require_safe
@login_required
def chains_svg(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The picture of the chains as a file: every recruit, black and white, ready to print."""
    survey = get_membership(request, slug).survey
    pieces = _draw_chains(survey, load_picture(survey), translation.get_language() or "")
    response = StreamingHttpResponse(pieces, content_type="image/svg+xml; charset=utf-8")
    name = name_file(slug, "chains", "svg", is_simulated=survey.is_simulated)
    return attach(response, name)


def _draw_chains(survey: Survey, picture: ChainPicture, language: str) -> Iterator[str]:
    """Yield the picture piece by piece: that of 30,000 recruits has megabytes."""
    whole: dict[str, Any] = {"picture": picture, "survey": survey}
    starts = range(0, len(picture.marks), MARKS_AT_ONCE)
    marks = [{"marks": picture.marks[one : one + MARKS_AT_ONCE]} for one in starts]
    parts = [("head", whole), *(("marks", some) for some in marks), ("tail", whole)]
    for part, context in parts:
        # Sent after the request, when the thread may speak another language.
        with translation.override(language):
            piece = render_to_string(f"recruitment/_chains_{part}.html", context)
        yield piece


def _choose(request: HttpRequest, page: str) -> str:
    """The page's template, or that of its live part for a poll."""
    return f"recruitment/_{page}.html" if is_poll(request) else f"recruitment/{page}.html"
