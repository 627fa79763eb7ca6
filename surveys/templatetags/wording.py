"""Filters for sentences: a study's own by its key, and what a line may not break in them."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from surveys.selectors.wording import Wording

register = template.Library()


@register.filter
def say(wording: Wording | str, key: str) -> str:
    """The sentence under `key`; a page that knows no study says nothing."""
    return wording.say(key) if isinstance(wording, Wording) else ""


@register.filter
def keep_whole(sentence: str, part: str) -> SafeString:
    """The sentence, escaped, with the part held on one line wherever it occurs."""
    escaped = conditional_escape(part)
    whole = format_html('<span class="whole">{}</span>', escaped)
    return SafeString(conditional_escape(sentence).replace(escaped, whole))
