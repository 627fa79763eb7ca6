"""Estimates while data arrive: every variable, and the drivers beside the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from analytics.charts.blocks import arrange
from analytics.charts.drivers import draw_drivers, draw_drivers_file, name_series
from analytics.charts.rows import NARROW, WIDE
from analytics.charts.shares import draw_blocks, name_series_of_shares
from analytics.selectors.dashboard import Estimates, load_comparison, load_estimates
from analytics.selectors.tallies import load_freshness, load_stamp
from surveys.access import get_membership
from surveys.downloads import attach
from surveys.engine.tables import name_file
from surveys.polling import has_seen, is_poll

if TYPE_CHECKING:
    from surveys.models import Survey

MOST_SHARES = 8  # of almost a megabyte each for the shipped study

_shares: dict[tuple[object, ...], SafeString] = {}


@require_safe
@login_required
def estimates(request: HttpRequest, slug: str) -> HttpResponse:
    """Shares of every variable; polled, it answers with the numbers alone."""
    membership = get_membership(request, slug)
    stamp = load_stamp(membership.survey)
    if has_seen(request, stamp):
        return HttpResponse(status=204)
    # Read before the counts: what is kept under a mark is at least as new as the mark.
    mark = load_freshness(membership.survey).mark
    found = load_estimates(membership.survey)
    context = {
        "stamp": stamp,
        "membership": membership,
        "survey": membership.survey,
        "now": timezone.now(),
        "summary": found.summary,
        "missing_count": found.summary.missing_count,
    }
    if not found.summary.missing_count:
        context["shares"] = _render_shares(membership.survey, mark, found)
    return render(request, _choose(request, "estimates"), context)


@require_safe
@login_required
def drivers(request: HttpRequest, slug: str) -> HttpResponse:
    """The survey beside the interviews; polled, it answers with the numbers alone."""
    membership = get_membership(request, slug)
    stamp = load_stamp(membership.survey)
    if has_seen(request, stamp):
        return HttpResponse(status=204)
    found = load_comparison(membership.survey)
    context = {
        "stamp": stamp,
        "membership": membership,
        "survey": membership.survey,
        "now": timezone.now(),
        "comparison": found,
        "wide": draw_drivers(membership.survey, found, WIDE) if found else None,
        "narrow": draw_drivers(membership.survey, found, NARROW) if found else None,
        "keys": name_series(found.baseline) if found else (),
        "missing_count": found.summary.missing_count if found else 0,
    }
    return render(request, _choose(request, "drivers"), context)


@require_safe
@login_required
def drivers_svg(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of the drivers as a file: black and white, ready to print."""
    survey = get_membership(request, slug).survey
    found = load_comparison(survey)
    if found is None:
        raise Http404
    context = {"figure": draw_drivers_file(survey, found), "name": "drivers"}
    response = render(
        request, "analytics/_figure.html", context, content_type="image/svg+xml; charset=utf-8"
    )
    name = name_file(slug, "drivers", "svg", is_simulated=survey.is_simulated)
    return attach(response, name)


def _render_shares(survey: Survey, mark: str, found: Estimates) -> SafeString:
    """Return all tables of shares, drawn once after each fold in each language."""
    key = (survey.pk, survey.version_id, survey.degree_rule, mark, get_language())
    shares = _shares.get(key)
    if shares is None:
        drawn = draw_blocks(arrange(survey, found.variables))
        context = {"keys": name_series_of_shares(), "drawn_blocks": drawn}
        shares = render_to_string("analytics/_shares.html", context)
        while len(_shares) >= MOST_SHARES:
            _shares.pop(next(iter(list(_shares))), None)
        _shares[key] = shares
    return shares


def _choose(request: HttpRequest, page: str) -> str:
    """The page's template, or that of its live part for a poll."""
    return f"analytics/_{page}.html" if is_poll(request) else f"analytics/{page}.html"
