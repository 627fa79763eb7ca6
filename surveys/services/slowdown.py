"""A pause after several wrong codes from one network; without the cache nobody is held up."""

import logging
import time
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.cache import cache
from redis.exceptions import RedisError

from surveys.services.keys import sign

MISSES_ALLOWED = 5
WINDOW_SECONDS = 300
QUIET_SECONDS = 5.0
_CACHE_IS_DOWN = (RedisError, OSError)

logger = logging.getLogger(__name__)
_quiet_until = 0.0


def must_wait(address: str) -> bool:
    """Whether this network has used up its misses for now."""
    if time.monotonic() < _quiet_until:
        return False
    try:
        return int(cache.get(_place(address), 0)) >= MISSES_ALLOWED
    except _CACHE_IS_DOWN:
        _leave_alone()
        return False


def record_miss(address: str) -> None:
    """Count one wrong code."""
    if time.monotonic() < _quiet_until:
        return
    try:
        place = _place(address)
        cache.add(place, 0, WINDOW_SECONDS)
        with suppress(ValueError):  # the count has run out since
            cache.incr(place)
    except _CACHE_IS_DOWN:
        _leave_alone()


def _leave_alone() -> None:
    """Ask the cache nothing for a while: one visitor has waited for it, the next shall not."""
    global _quiet_until  # noqa: PLW0603
    _quiet_until = time.monotonic() + QUIET_SECONDS
    logger.warning("The cache does not answer; wrong codes are not counted.")


def _place(address: str) -> str:
    """A keyed hash, so that the cache holds no address."""
    return f"misses-{sign('misses', name_network(address)).hex()[:32]}"


def name_network(address: str) -> str:
    """Return one IPv4 address, or the /64 that a household or phone has of IPv6."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
