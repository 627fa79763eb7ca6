"""The page of downloads, and the files that need the tallies or the chains."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from analytics.exports.codebook import export_codebook
from analytics.exports.comparison import export_comparison
from analytics.exports.rds_table import export_chain_table, list_text_columns
from analytics.exports.responses import export_parquet, export_responses
from analytics.exports.wording import LANGUAGES
from analytics.selectors.dashboard import find_recount, load_comparison
from analytics.selectors.plans import load_counting
from surveys.access import get_membership
from surveys.downloads import send_csv, send_parquet
from surveys.engine.tables import name_file
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
        "recount": find_recount(membership.survey, load_counting(membership.survey).plan),
        "is_owner": membership.role == "owner",
        "text_columns": ["id", "recruiter.id", *list_text_columns(membership.survey)],
        "chains_name": name_file(
            slug, "chains", "csv", is_simulated=membership.survey.is_simulated
        ),
    }
    return render(request, "analytics/downloads.html", context)


@require_safe
@login_required
def responses_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """`labels=en` or `labels=zh-Hans` gives labels, `states=all` also unfinished responses."""
    return _send_responses(request, slug, "csv")


@require_safe
@login_required
def responses_parquet(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The same in typed columns."""
    return _send_responses(request, slug, "parquet")


def _send_responses(request: HttpRequest, slug: str, ending: str) -> StreamingHttpResponse:
    survey = get_membership(request, slug).survey
    wanted = request.GET.get("labels", "")
    language = wanted if wanted in LANGUAGES else ""
    is_all = request.GET.get("states") == "all"
    part = "responses" + ("-all" if is_all else "") + (f"-labels-{language}" if language else "")
    name = name_file(slug, part, ending, is_simulated=survey.is_simulated)
    if ending == "csv":
        pieces = export_responses(survey, language=language, only_completed=not is_all)
        return send_csv(pieces, name)
    pieces = export_parquet(survey, language=language, only_completed=not is_all)
    return send_parquet(pieces, name)


@require_safe
@login_required
def codebook_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every variable with its codes, missing codes included."""
    survey = get_membership(request, slug).survey
    return send_csv(export_codebook(survey), name_file(slug, "codebook", "csv", is_simulated=False))


@require_safe
@login_required
def chains_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The chain table for R."""
    survey = get_membership(request, slug).survey
    name = name_file(slug, "chains", "csv", is_simulated=survey.is_simulated)
    return send_csv(export_chain_table(survey), name)


@require_safe
@login_required
def comparison_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The comparison with the baseline; 404 where the survey measures none."""
    survey = get_membership(request, slug).survey
    found = load_comparison(survey)
    if found is None:
        raise Http404
    name = name_file(slug, "comparison", "csv", is_simulated=survey.is_simulated)
    return send_csv(export_comparison(survey, found), name)
