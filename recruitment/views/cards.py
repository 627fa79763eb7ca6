"""The cards of coupons as pictures: by the code that stands on them, or for the team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from recruitment.posters.invitations import draw_invitation, list_card_languages
from recruitment.selectors.seeds import load_usable_seed
from recruitment.services.coupons import find_coupon
from recruitment.services.errors import CouponUnknownError
from surveys.access import get_membership

if TYPE_CHECKING:
    from recruitment.models import Coupon


@require_safe
def card(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The card of a coupon, for whoever has its code: it holds no more than that code.

    Apps that save or forward a picture fetch it again without the cookie. Nothing is noted, and
    use changes nothing, so that nobody learns from a picture what became of it.
    """
    try:
        coupon = find_coupon(code)
    except CouponUnknownError:
        raise Http404 from None
    return _send_card(coupon, language, "invitation")


@require_safe
@login_required
def seed_card(request: HttpRequest, slug: str, pk: int, language: str) -> HttpResponse:
    """The card of one unused seed coupon, for the team alone. 404 for any other coupon."""
    coupon = load_usable_seed(get_membership(request, slug).survey, pk, now=timezone.now())
    if coupon is None:
        raise Http404
    return _send_card(coupon, language, str(pk))


def _send_card(coupon: Coupon, language: str, name: str) -> HttpResponse:
    survey = coupon.survey
    if language not in list_card_languages(survey):
        raise Http404
    filename = f"{survey.slug}-{name}-{language}.png"
    return HttpResponse(
        draw_invitation(coupon, language),
        content_type="image/png",
        headers={"Content-Disposition": f'inline; filename="{filename}"'},
    )
