"""Placing seeds, and the pictures the team hands to them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from recruitment.access import get_membership
from recruitment.forms.seeds import PlaceSeedsForm
from recruitment.posters.qr import draw_qr
from recruitment.selectors.seeds import list_channels, list_seed_coupons, load_usable_seed
from recruitment.services.coupons import reveal_code
from recruitment.services.seeds import create_channel, place_seeds


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
    """A printable sheet of the pictures of all seeds nobody has used yet."""
    membership = get_membership(request, slug)
    usable = [
        {"coupon": seed.coupon, "link": _make_link(reveal_code(seed.coupon))}
        for seed in list_seed_coupons(membership.survey, now=timezone.now())
        if seed.is_usable
    ]
    context = {"membership": membership, "survey": membership.survey, "cards": usable}
    return render(request, "recruitment/sheet.html", context)


@require_safe
@login_required
def picture(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The QR picture of one unused seed coupon, for the team alone. 404 for any other coupon."""
    survey = get_membership(request, slug).survey
    coupon = load_usable_seed(survey, pk, now=timezone.now())
    if coupon is None:
        raise Http404
    drawn = draw_qr(_make_link(reveal_code(coupon)))
    return HttpResponse(drawn, content_type="image/png")


def _make_link(code: str) -> str:
    return settings.BASE_URL + reverse("recruitment:entry", args=[code])
