"""The referral link: the study explained, consent, and the one moment a coupon is redeemed.

Until somebody has agreed, a used coupon looks like a live one: whoever passed it on learns nothing
by opening it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from recruitment.rules.redemption import CouponStanding
from recruitment.services.coupons import find_coupon, record_opened, redeem_coupon
from recruitment.services.errors import CouponExpiredError, CouponUnknownError, CouponUsedError
from surveys.selectors.runner import load_sole_open_survey
from surveys.selectors.wording import ShownConsent, Wording, format_day, load_wording, make_consent
from surveys.services.errors import ConsentMissingError, SurveyClosedError
from surveys.services.holdings import Holding, find_held, list_held_keys, make_key_cookie
from surveys.services.keys import is_key, make_key
from surveys.services.responses import ConsentGiven

if TYPE_CHECKING:
    from recruitment.models import Coupon
    from surveys.models import Survey

ANEW = "anew"


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
    if held is not None and ANEW not in request.GET:
        return _offer_to_continue(request, coupon, held)
    if coupon.is_overdue_at(timezone.now()):
        return _refuse(request, coupon, CouponStanding.EXPIRED)
    if not coupon.survey.is_open_at(timezone.now()):
        return _say_closed(request, coupon)
    return _show_consent(request, coupon, key=make_key())


def _find_held(request: HttpRequest, coupon: Coupon) -> Holding | None:
    """What the browser holds already in this survey."""
    held = find_held(request.COOKIES, coupon.survey.slug)
    if held is None or held.response.state == held.response.State.WITHDRAWN:
        return None
    return held


def _begin(request: HttpRequest, coupon: Coupon) -> HttpResponse:
    posted = request.POST.get("key", "")
    key = posted if is_key(posted) else make_key()
    held = _find_held(request, coupon)
    if held is not None and held.key != key and ANEW not in request.GET:
        # Most often the same person in a second tab.
        return _offer_to_continue(request, coupon, held)
    wording = _load_wording(coupon.survey)
    consent = make_consent(coupon.survey, wording, fallback=_name_required_box())
    if not _was_shown(request, consent, wording):
        return _show_consent(request, coupon, key=key, is_text_changed=True)
    ticked = _list_ticked(request, consent)
    given = ConsentGiven(ticked, wording.language, consent.digest, consent.text)
    try:
        response = redeem_coupon(coupon, key=key, consent=given, now=timezone.now())
    except ConsentMissingError:
        return _show_consent(request, coupon, key=key, ticked=ticked, is_box_missing=True)
    except SurveyClosedError:
        return _say_closed(request, coupon)
    except (CouponUsedError, CouponExpiredError):
        # After its day a used coupon is told from an unused one by nobody.
        is_overdue = coupon.is_overdue_at(timezone.now())
        standing = CouponStanding.EXPIRED if is_overdue else CouponStanding.USED
        return _refuse(request, coupon, standing)
    reply = redirect("surveys:page", response.survey.slug, response.reached_page)
    reply.set_cookie(**make_key_cookie(response.survey.slug, key))
    return reply


def _was_shown(request: HttpRequest, consent: ShownConsent, wording: Wording) -> bool:
    """Whether the text a person read is the one that would be recorded now."""
    posted = request.POST
    return (posted.get("text_digest"), posted.get("text_language")) == (
        consent.digest,
        wording.language,
    )


def _list_ticked(request: HttpRequest, consent: ShownConsent) -> frozenset[str]:
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
    request: HttpRequest,
    coupon: Coupon,
    *,
    key: str,
    ticked: frozenset[str] = frozenset(),
    is_box_missing: bool = False,
    is_text_changed: bool = False,
) -> HttpResponse:
    held = _find_held(request, coupon)
    more = {
        "key": key,
        "ticked": ticked,
        "is_box_missing": is_box_missing,
        "is_text_changed": is_text_changed,
        "saved": held.saved if held else "",
        # The script clears what an earlier interview left; a new phone need not load it.
        "is_known_phone": bool(list_held_keys(request.COOKIES)),
    }
    described = _describe(coupon.survey, is_referred=coupon.channel_id is None)
    return render(request, "recruitment/entry.html", described | more)


def _refuse(
    request: HttpRequest, coupon: Coupon | None, standing: CouponStanding | None = None
) -> HttpResponse:
    """Say why a link admits nobody, and what may be done; without a standing it is unknown.

    The page explains the study as well, with one status for all. Only after consent does it say
    that a coupon was used: until then a used one looks like a live one.
    """
    survey = coupon.survey if coupon else load_sole_open_survey(timezone.now())
    context = _describe(survey) if survey else {}
    if coupon:
        day = timezone.localdate(coupon.expires_at)
        context["last_day"] = format_day(day, context["wording"].language)
    context["standing"] = standing
    return render(request, "recruitment/entry_refused.html", context, status=404)


def _say_closed(request: HttpRequest, coupon: Coupon) -> HttpResponse:
    return render(request, "recruitment/entry_closed.html", _describe(coupon.survey))


def _offer_to_continue(request: HttpRequest, coupon: Coupon, held: Holding) -> HttpResponse:
    """What is shown depends on the browser and the calendar, never on the coupon's use."""
    now = timezone.now()
    more = {
        "held": held,
        "may_start_anew": not coupon.is_overdue_at(now) and coupon.survey.is_open_at(now),
        "other_link": held.resume_link if held.is_under_way else "",
        "saved": held.saved,
    }
    return render(request, "recruitment/entry_again.html", _describe(coupon.survey) | more)
