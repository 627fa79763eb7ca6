"""The way back of a returning respondent, for pages of whichever app."""

from typing import Any

from django import template

from recruitment.selectors.invitations import has_coupons
from surveys.services.holdings import Holding

register = template.Library()


@register.inclusion_tag("recruitment/_way_back.html")
def way_back(holding: Holding) -> dict[str, Any]:
    """Lead on where an interview is under way, and back to its end where it is finished."""
    response = holding.response
    return {
        "slug": response.survey.slug,
        "page_number": response.reached_page,
        "is_under_way": holding.is_under_way,
        "is_finished": holding.is_finished,
        "has_coupons": holding.is_finished and has_coupons(response),
    }
