"""The referral link: the study explained, consent, and the one moment a coupon is redeemed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from recruitment.rules.redemption import CouponStanding, judge_coupon
from recruitment.services.coupons import find_coupon, record_opened, redeem_coupon
from recruitment.services.errors import CouponExpiredError, CouponUnknownError, CouponUsedError
from surveys.selectors.runner import load_response, load_sole_open_survey
from surveys.selectors.wording import Consent, Wording, load_wording, make_consent
from surveys.services.errors import ConsentMissingError, SurveyClosedError
from surveys.services.keys import KEY_COOKIE_AGE, hash_key, is_key, make_key
from surveys.services.responses import ConsentGiven

if TYPE_CHECKING:
    from recruitment.models import Coupon
    from surveys.models import Response, Survey


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """Explain and ask (GET redeems nothing: previews open links too), or begin (POST)."""
    try:
        coupon = find_coupon(code)
    except CouponUnknownError:
        return _refuse(request, None)
    if request.method == "POST":
        return _begin(request, coupon)
    if request.method == "GET":
        record_opened(coupon, now=timezone.now())
    held = _find_held(request, coupon)
    if held is not None and "anew" not in request.GET:
        return _offer_to_continue(request, coupon, held)
    if _find_standing(coupon) is not CouponStanding.LIVE:
        return _refuse(request, coupon)
    if not coupon.survey.is_open_at(timezone.now()):
        return _say_closed(request, coupon)
    return _show_consent(request, coupon, key=make_key())


def _find_held(request: HttpRequest, coupon: Coupon) -> Response | None:
    """The response in this survey that the browser holds already."""
    key = request.COOKIES.get(settings.RESPONSE_COOKIE_NAME, "")
    response = load_response(hash_key(key)) if key else None
    if response is None or response.survey_id != coupon.survey_id:
        return None
    return None if response.state == response.State.WITHDRAWN else response


def _find_standing(coupon: Coupon) -> CouponStanding:
    return judge_coupon(
        redeemed_at=coupon.redeemed_at, expires_at=coupon.expires_at, moment=timezone.now()
    )


def _begin(request: HttpRequest, coupon: Coupon) -> HttpResponse:
    key = request.POST.get("key", "")
    key = key if is_key(key) else make_key()
    wording = _load_wording(coupon.survey)
    consent = make_consent(coupon.survey, wording, fallback=_name_required_box())
    given = ConsentGiven(_list_ticked(request, consent), wording.language, consent.digest)
    try:
        response = redeem_coupon(coupon, key=key, consent=given, now=timezone.now())
    except ConsentMissingError:
        return _show_consent(request, coupon, key=key, is_box_missing=True)
    except SurveyClosedError:
        return _say_closed(request, coupon)
    except (CouponUsedError, CouponExpiredError):
        # Most often the same person in a second tab.
        held = _find_held(request, coupon)
        return _offer_to_continue(request, coupon, held) if held else _refuse(request, coupon)
    reply = redirect("surveys:page", response.survey.slug, response.reached_page)
    reply.set_cookie(
        settings.RESPONSE_COOKIE_NAME,
        key,
        max_age=KEY_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_HTTPS,
    )
    return reply


def _list_ticked(request: HttpRequest, consent: Consent) -> frozenset[str]:
    """The boxes somebody ticked, of those that were shown."""
    posted = request.POST
    return frozenset(box.name for box in consent.boxes if posted.get(f"box_{box.name}") == "1")


def _load_wording(survey: Survey) -> Wording:
    return load_wording(survey, translation.get_language() or "")


def _name_required_box() -> str:
    return gettext("I am 18 or older and agree to take part. (required)")


def _describe(survey: Survey, *, is_referred: bool = False) -> dict[str, Any]:
    """What these pages say about the study; the recruiter is never named."""
    wording = _load_wording(survey)
    return {
        "survey": survey,
        "is_simulated": survey.is_simulated,
        "is_referred": is_referred,
        "wording": wording,
        "consent": make_consent(survey, wording, fallback=_name_required_box()),
    }


def _show_consent(
    request: HttpRequest, coupon: Coupon, *, key: str, is_box_missing: bool = False
) -> HttpResponse:
    more = {"key": key, "is_box_missing": is_box_missing}
    described = _describe(coupon.survey, is_referred=coupon.channel_id is None)
    described["ticked"] = _list_ticked(request, described["consent"])
    return render(request, "recruitment/entry.html", described | more)


def _refuse(request: HttpRequest, coupon: Coupon | None) -> HttpResponse:
    """One page for used, expired and unknown codes: it still explains the study."""
    survey = coupon.survey if coupon else load_sole_open_survey(timezone.now())
    context = _describe(survey) if survey else {}
    status = 404 if coupon is None else 200
    return render(request, "recruitment/entry_refused.html", context, status=status)


def _say_closed(request: HttpRequest, coupon: Coupon) -> HttpResponse:
    return render(request, "recruitment/entry_closed.html", _describe(coupon.survey))


def _offer_to_continue(request: HttpRequest, coupon: Coupon, held: Response) -> HttpResponse:
    is_live = _find_standing(coupon) is CouponStanding.LIVE
    more = {
        "is_finished": held.state != held.State.STARTED,
        "place": reverse("surveys:page", args=[held.survey.slug, held.reached_page]),
        "may_start_anew": is_live and coupon.survey.is_open_at(timezone.now()),
    }
    return render(request, "recruitment/entry_again.html", _describe(coupon.survey) | more)
