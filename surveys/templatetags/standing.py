"""What a respondent meets of a survey now, for the pages of the team."""

from django import template
from django.utils import timezone

from surveys.models import Survey

register = template.Library()


@register.filter
def standing(survey: Survey) -> Survey.Standing:
    """Return whether the survey is a draft, not open yet, open or closed at this moment."""
    return survey.standing_at(timezone.now())
