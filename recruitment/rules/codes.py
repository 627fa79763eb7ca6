"""Codes of coupons: 128 bits, derived from a nonce and a key that the database does not hold."""

import base64
import hashlib
import hmac
import re

CODE_PATTERN = re.compile(r"[a-z2-7]{26}\Z")


def make_code(secret: bytes, nonce: str) -> str:
    """The code of a coupon: HMAC-SHA256 of `nonce` under `secret`, 128 bits, 26 base32 letters."""
    digest = hmac.digest(secret, f"coupon|{nonce}".encode(), "sha256")[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def is_code(text: str) -> bool:
    """Whether `text` has the shape of a code."""
    return CODE_PATTERN.match(text) is not None


def hash_code(code: str) -> str:
    """What the database stores of a code."""
    return hashlib.sha256(code.encode()).hexdigest()
