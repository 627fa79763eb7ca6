"""A page as a person reads it: words and numbers in their order, without the markup."""

import re
from html import unescape


def read_words(page: str) -> str:
    """Return the text of a page or of a part of it, one space between any two words."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", page)).split())
