"""The page of downloads, and the files that need the tallies or the chains."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from analytics.access import get_membership
from analytics.exports.comparison import export_comparison
from analytics.exports.rds_table import export_chain_table
from analytics.selectors.dashboard import load_comparison
from surveys.selectors.progress import load_progress


@require_safe
@login_required
def downloads(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be downloaded, and for what it is."""
    membership = get_membership(request, slug)
    context = {
        "membership": membership,
        "survey": membership.survey,
        "progress": load_progress(membership.survey, now=timezone.now()),
        "is_owner": membership.role == "owner",
        "chains_name": _name(slug, "chains", membership.survey.is_simulated),
    }
    return render(request, "analytics/downloads.html", context)


@require_safe
@login_required
def chains_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The chain table for R."""
    survey = get_membership(request, slug).survey
    return _attach(export_chain_table(survey), _name(slug, "chains", survey.is_simulated))


@require_safe
@login_required
def comparison_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The comparison with the baseline; 404 where the survey measures none."""
    survey = get_membership(request, slug).survey
    found = load_comparison(survey)
    if found is None:
        raise Http404
    pieces = export_comparison(survey, found)
    return _attach(pieces, _name(slug, "comparison", survey.is_simulated))


def _name(slug: str, part: str, is_simulated: bool) -> str:
    """The name of the file says when nobody real stands in it."""
    return f"{slug}-{part}{'-simulated' if is_simulated else ''}.csv"


def _attach(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
