"""What the research team sees of the fieldwork; each page also serves its own live part."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from recruitment.access import get_membership
from recruitment.selectors.chains import load_picture
from recruitment.selectors.fieldwork import count_coupons, list_chains, list_waves, load_stamp
from surveys.engine.tables import name_file
from surveys.polling import has_seen, is_poll
from surveys.selectors.progress import load_progress, summarise_surveys
from surveys.selectors.teams import list_team_surveys


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
    context = {
        "membership": membership,
        "survey": survey,
        "now": now,
        "stamp": stamp,
        "picture": load_picture(survey),
        "chains": list_chains(survey, now=now),
        "waves": list_waves(survey),
        "coupons": count_coupons(survey, now=now),
    }
    return render(request, _choose(request, "fieldwork"), context)


@require_safe
@login_required
def chains_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of the chains as a file: black and white, ready to print."""
    survey = get_membership(request, slug).survey
    response = render(
        request,
        "recruitment/_chains_svg.html",
        {"picture": load_picture(survey), "survey": survey},
        content_type="image/svg+xml; charset=utf-8",
    )
    name = name_file(slug, "chains", "svg", is_simulated=survey.is_simulated)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _choose(request: HttpRequest, page: str) -> str:
    """The page's template, or that of its live part for a poll."""
    return f"recruitment/_{page}.html" if is_poll(request) else f"recruitment/{page}.html"
