"""Who may see what on the research pages: fetching and authorising are one call.

What does not exist and what belongs to another team get the same answer, 404.
"""

from django.http import Http404, HttpRequest

from surveys.models import Membership
from surveys.selectors.teams import load_membership


def get_membership(request: HttpRequest, slug: str) -> Membership:
    """The survey `slug` through the researcher's own place in its team. Raises Http404."""
    membership = load_membership(request.user, slug)
    if membership is None:
        raise Http404
    return membership
