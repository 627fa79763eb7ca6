"""The one secret of a response, and the codes that follow from it.

The key is made on the first page, kept by the browser (cookie) or by the person (resume link) and
never stored: the database holds its SHA-256. The withdrawal code follows from the key and
`CODE_KEY`, and is stored as a keyed hash, so that a copy of the database reveals neither.
"""

import base64
import hashlib
import hmac
import re
import secrets

from django.conf import settings

from surveys.engine.typed import plain_code

# Sixty days: a person who takes a break finds the way back in the same browser.
KEY_COOKIE_AGE = 60 * 24 * 3600
KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]{22}\Z")
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_LOOKALIKES = str.maketrans("OIL", "011")


def make_key() -> str:
    """A new key: 128 random bits as 22 characters that a link may carry."""
    return secrets.token_urlsafe(16)


def is_key(text: str) -> bool:
    """Whether `text` has the shape of a key."""
    return KEY_PATTERN.match(text) is not None


def hash_key(key: str) -> str:
    """What the database stores of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def sign(purpose: str, text: str) -> bytes:
    """HMAC-SHA256 of `text` under `CODE_KEY`, separate for each purpose."""
    return hmac.digest(settings.CODE_KEY.encode(), f"{purpose}|{text}".encode(), "sha256")


def make_withdrawal_code(key: str) -> str:
    """The code a person types to see, correct or delete: 60 bits, `XXXX-XXXX-XXXX`."""
    code = base64.b32encode(sign("withdrawal", key))[:12].decode().translate(_CROCKFORD)
    return "-".join((code[:4], code[4:8], code[8:]))


def hash_withdrawal_code(code: str) -> str:
    """What the database stores of a withdrawal code; only its letters and digits matter, of any
    width and case, and look-alikes count as one.
    """
    return sign("withdrawal-code", plain_code(code).translate(_LOOKALIKES)).hex()


def derive_order_seed(key: str) -> int:
    """The seed of the shown order: 48 bits that do not reveal the key."""
    return int.from_bytes(sign("order", key)[:6], "big")


def derive_pseudonym(key: str) -> str:
    """The respondent's pseudonym: 60 bits that do not reveal the key."""
    return base64.b32encode(sign("pseudonym", key))[:12].decode().translate(_CROCKFORD)
