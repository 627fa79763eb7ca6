"""How shares, intervals and wordings are written on the pages of estimates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from analytics.estimators.result import Estimate
from analytics.selectors.words import name, pick_language
from surveys.engine.schema import Text

register = template.Library()
NOTHING = "–"


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
