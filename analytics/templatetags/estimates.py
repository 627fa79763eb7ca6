"""How shares, intervals and wordings are written on the pages of estimates."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from analytics.estimators.result import Estimate
from analytics.selectors.dashboard import ValueEstimates
from analytics.selectors.words import name, pick_language
from surveys.engine.schema import Text

register = template.Library()
NOTHING = "–"
AXIS = 160


@register.filter
def percent(share: float | None) -> str:
    """A share as 46.3%."""
    return NOTHING if share is None else f"{share * 100:.1f}%"


@register.filter
def interval(estimate: Estimate) -> str:
    """The interval as 33.7–59.4, or why there is none."""
    if estimate.low is None or estimate.high is None:
        return name(estimate.note) if estimate.note else ""
    return f"{estimate.low * 100:.1f}–{estimate.high * 100:.1f}"


@register.filter
def points(difference: float | None) -> str:
    """A difference of shares in percentage points, with its sign."""
    return NOTHING if difference is None else f"{difference * 100:+.1f}".replace("-", "−")


@register.filter
def p_value(value: float | None) -> str:
    """A p-value to three places, never "= 0"."""
    if value is None:
        return NOTHING
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"


@register.filter
def wording(text: Text) -> str:
    """A wording of the study in the language of the page."""
    return pick_language(text)


@register.filter
def words(code: str) -> str:
    """What a code of an estimator is called."""
    return name(code)


@register.filter
def share(estimate: Estimate) -> SafeString:
    """A share with its interval beneath it."""
    return format_html(
        '<span class="share">{}</span> <small class="interval{}">{}</small>',
        percent(estimate.share),
        "" if estimate.has_interval else " no-interval",
        interval(estimate),
    )


@register.filter
def picture(value: ValueEstimates) -> SafeString:
    """Both shares of a value as marks on one axis; the numbers stand beside it."""
    drawn = format_html_join(
        "",
        '<path class="{}" d="M{} {}H{}"/><circle class="{}" cx="{}" cy="{}" r="{}"/>',
        (
            (kind, _along(low), y, _along(high), kind, _along(estimate.share), y, radius)
            for kind, estimate, y, radius in (
                ("unweighted", value.unweighted, 19, 3),
                ("weighted", value.rds_ii, 8, 4),
            )
            if estimate.share is not None
            for low, high in [_bounds(estimate)]
        ),
    )
    return format_html(
        '<svg class="chart chart-small" viewBox="-6 0 172 26" width="172" height="26"'
        ' aria-hidden="true"><path class="grid" d="M0 13H160M0 4V22M80 4V22M160 4V22"/>{}</svg>',
        drawn,
    )


def _bounds(estimate: Estimate) -> tuple[float | None, float | None]:
    """The interval, or the bare share where there is none."""
    if estimate.has_interval:
        return estimate.low, estimate.high
    return estimate.share, estimate.share


def _along(share: float | None) -> int:
    return round((share or 0) * AXIS)
