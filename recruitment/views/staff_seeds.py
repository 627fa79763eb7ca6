"""Placing seeds, and the pictures the team hands to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from recruitment.forms.seeds import PlaceSeedsForm
from recruitment.posters.invitations import (
    list_card_languages,
    list_lacking_on_cards,
    make_link,
)
from recruitment.selectors.seeds import list_channels, list_seed_coupons
from recruitment.services.seeds import create_channel, place_seeds
from surveys.access import get_membership
from surveys.selectors.wording import choose_language


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def seeds(request: HttpRequest, slug: str) -> HttpResponse:
    """Channels, seed coupons and the form that makes more."""
    membership = get_membership(request, slug)
    survey, now = membership.survey, timezone.now()
    form = PlaceSeedsForm(request.POST or None, survey=survey)
    if request.method == "POST" and form.is_valid():
        _place(request, form)
        return redirect("recruitment:seeds", slug)
    context = {
        "membership": membership,
        "survey": survey,
        "form": form,
        "channels": list_channels(survey),
        "seeds": list_seed_coupons(survey, now=now),
        "languages": list_card_languages(survey),
        "lacking": list_lacking_on_cards(survey),
    }
    status = 422 if form.errors else 200
    return render(request, "recruitment/seeds.html", context, status=status)


def _place(request: HttpRequest, form: PlaceSeedsForm) -> None:
    chosen = form.cleaned_data
    channel = chosen["channel"] or create_channel(
        form.survey, kind=chosen["kind"], name=chosen["name"]
    )
    made = place_seeds(channel, count=chosen["count"], now=timezone.now())
    text = ngettext(
        "%(count)d seed placed through %(channel)s.",
        "%(count)d seeds placed through %(channel)s.",
        len(made),
    )
    messages.success(request, text % {"count": len(made), "channel": str(channel)})


@require_safe
@login_required
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """A printable sheet of the cards of all seeds nobody has used yet, in one language."""
    membership = get_membership(request, slug)
    survey = membership.survey
    wanted = request.GET.get("language") or translation.get_language() or ""
    languages = list_card_languages(survey)
    usable = [
        {"coupon": seed.coupon, "link": make_link(seed.coupon)}
        for seed in list_seed_coupons(survey, now=timezone.now())
        if seed.is_usable
    ]
    context = {
        "membership": membership,
        "survey": survey,
        "cards": usable,
        "card_language": choose_language(languages, wanted),
        "languages": languages,
        "lacking": list_lacking_on_cards(survey),
    }
    return render(request, "recruitment/sheet.html", context)
