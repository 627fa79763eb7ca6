"""Downloads of responses for the research team."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from surveys.access import get_membership, get_ownership
from surveys.downloads import send_csv
from surveys.engine.tables import name_file
from surveys.exports.codebook import export_codebook
from surveys.exports.responses import export_responses, export_texts
from surveys.exports.wording import LANGUAGES


@require_safe
@login_required
def responses_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """`labels=en` or `labels=zh-Hans` gives labels, `states=all` also unfinished responses."""
    survey = get_membership(request, slug).survey
    wanted = request.GET.get("labels", "")
    language = wanted if wanted in LANGUAGES else ""
    is_all = request.GET.get("states") == "all"
    part = "responses" + ("-all" if is_all else "") + (f"-labels-{language}" if language else "")
    pieces = export_responses(survey, language=language, only_completed=not is_all)
    return send_csv(pieces, name_file(slug, part, "csv", is_simulated=survey.is_simulated))


@require_safe
@login_required
def texts_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """What respondents wrote; for an owner alone."""
    survey = get_ownership(request, slug).survey
    name = name_file(slug, "texts", "csv", is_simulated=survey.is_simulated)
    return send_csv(export_texts(survey), name)


@require_safe
@login_required
def codebook_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """Every variable with its codes, missing codes included."""
    survey = get_membership(request, slug).survey
    return send_csv(export_codebook(survey), name_file(slug, "codebook", "csv", is_simulated=False))
