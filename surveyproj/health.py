"""`/health/`: can this installation take answers (200) or not (503); the parts are told inside.

`manage.py check_health` and the log name them.
"""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from surveyproj.looking import DOWN, looker


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """One word; `degraded` is 200 too, for answers are taken."""
    status = looker.look().status
    return JsonResponse({"status": status}, status=503 if status == DOWN else 200)
