"""Markup rendered once and filled many times: a template marks the places with slots."""

import re

from django.utils.safestring import SafeString, mark_safe

_OPEN, _CLOSE = "\ue000", "\ue001"
_SLOT = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
_INDENT = re.compile(r"\s*\n\s*")
_MARKS = str.maketrans({_OPEN: None, _CLOSE: None})


class Slots:
    """In a template `{{ slots.note }}` marks the place that `note` fills later."""

    def __getitem__(self, name: str) -> SafeString:
        return mark_safe(f"{_OPEN}{name}{_CLOSE}")  # noqa: S308 - two marks around a plain name


SLOTS = Slots()


def compile_fragment(html: str) -> str:
    """Rendered markup as a template for `%` with a mapping; what fills it must be escaped."""
    return _SLOT.sub(r"%(\1)s", _INDENT.sub("\n", html).strip().replace("%", "%%"))


def remove_marks(text: str) -> str:
    """Wording that cannot be mistaken for a slot."""
    return text.translate(_MARKS)
