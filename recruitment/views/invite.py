"""After the interview: thanks, and for those who wish to pass it on, up to three pictures."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from recruitment.posters.invitations import make_link
from recruitment.selectors.invitations import has_coupons, list_issued_coupons
from recruitment.services.coupons import reveal_code
from surveys.selectors.wording import Wording, format_day, load_wording
from surveys.services.holdings import Holding, find_held
from surveys.services.keys import make_withdrawal_code

if TYPE_CHECKING:
    from recruitment.models import Coupon
    from surveys.models import Response

# Long enough to note it, too short for the next person with the same phone to come across it.
CODE_SHOWN_FOR = timedelta(hours=24)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thanks, the withdrawal code, and a neutral link to the page about inviting others."""
    key, response = _find_held(request, slug)
    if response is None or response.state != response.State.COMPLETED:
        return _lead_back(response, slug)
    context = {
        "survey": response.survey,
        "is_simulated": response.survey.is_simulated,
        "wording": _speak(request, Holding(response, key)),
        "code": make_withdrawal_code(key) if _is_code_shown(response) else "",
        "has_coupons": has_coupons(response),
    }
    return render(request, "recruitment/thanks.html", context)


def _is_code_shown(response: Response) -> bool:
    completed_at = response.completed_at
    return completed_at is not None and timezone.now() < completed_at + CODE_SHOWN_FOR


@require_safe
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """The pictures of one's own coupons; the page does not say which of them were used."""
    key, response = _find_held(request, slug)
    if response is None or response.state != response.State.COMPLETED:
        return _lead_back(response, slug)
    wording = _speak(request, Holding(response, key))
    has_links = "MicroMessenger/" not in request.headers.get("User-Agent", "")
    cards = [_make_card(coupon, wording, has_links) for coupon in list_issued_coupons(response)]
    context = {
        "survey": response.survey,
        "is_simulated": response.survey.is_simulated,
        "wording": wording,
        "text": wording.say("invitation.page", coupon_count=str(len(cards))),
        "cards": cards,
    }
    return render(request, "recruitment/invite.html", context)


def _make_card(coupon: Coupon, wording: Wording, has_link: bool) -> dict[str, object]:
    """One coupon as its owner sees it: by the calendar, never by its use."""
    last_day = format_day(timezone.localdate(coupon.expires_at), wording.language)
    return {
        "number": coupon.number,
        "last_day": last_day,
        "is_over": coupon.is_overdue_at(timezone.now()),
        "caption": wording.say("invitation.qr", date=last_day),
        "picture": reverse("recruitment:card", args=[reveal_code(coupon), wording.language]),
        "link": make_link(coupon) if has_link else "",
    }


def _find_held(request: HttpRequest, slug: str) -> tuple[str, Response | None]:
    """The key and the response that this browser holds in this survey."""
    held = find_held(request.COOKIES, slug)
    return (held.key, held.response) if held else ("", None)


def _lead_back(response: Response | None, slug: str) -> HttpResponse:
    """To where the interview stands, or to what the study is about."""
    if response is None:
        return redirect("surveys:landing", slug)
    return redirect("surveys:page", slug, response.reached_page)


def _speak(request: HttpRequest, held: Holding) -> Wording:
    """The study's sentences in the reader's language, and the page around them."""
    language = held.choose_language(request.COOKIES, translation.get_language() or "")
    wording = load_wording(held.response.survey, language)
    translation.activate(wording.language.lower())
    return wording
