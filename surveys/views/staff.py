"""The download that an owner alone may have."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from surveys.access import get_ownership
from surveys.downloads import send_csv
from surveys.engine.tables import name_file
from surveys.exports.texts import export_texts


@require_safe
@login_required
def texts_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """What respondents wrote; for an owner alone."""
    survey = get_ownership(request, slug).survey
    name = name_file(slug, "texts", "csv", is_simulated=survey.is_simulated)
    return send_csv(export_texts(survey), name)
