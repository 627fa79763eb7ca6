"""`{{ wording|say:"landing.title" }}`: a study's own sentence, or nothing."""

from django import template

from surveys.selectors.wording import Wording

register = template.Library()


@register.filter
def say(wording: Wording | str, key: str) -> str:
    """The sentence under `key`; a page that knows no study says nothing."""
    return wording.say(key) if isinstance(wording, Wording) else ""
