"""How often a program may call, counted for its token, or for its address where it has none.

Counts stand in memory, one for each process, or in Redis where one is set, as those of pages do.
"""

from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus
from math import ceil
from time import time
from typing import TypeVar

import structlog
from flask import g, request
from limits import RateLimitItem, WindowStats, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from lms.api.v1.problems import ApiProblem
from lms.extensions import limiter

TOKEN_LIMIT = parse("300 per minute")
ADDRESS_LIMIT = parse("60 per minute")
REJECTED_TOKEN_LIMIT = parse("30 per minute")  # tokens that do not count
MISS_LIMITS = (parse("30 per minute"), parse("300 per hour"))  # numbers that nobody has, as on /v/

Counted = TypeVar("Counted")
log = structlog.get_logger("payung")


def address() -> str:
    return request.remote_addr or "unknown"


def count_call(limit: RateLimitItem, key: str, cost: int = 1) -> None:
    """Count this call. Raises a 429 with the seconds until the next one counts."""
    if not limiter.enabled:
        return
    is_free = _counted(lambda counts: counts.hit(limit, "api", key, cost=cost))
    window = _window(limit, "api", key)
    seconds = _seconds_until(window.reset_time)
    g.api_rate = {
        "RateLimit-Limit": str(limit.amount),
        "RateLimit-Remaining": str(window.remaining),
        "RateLimit-Reset": str(seconds),
        "RateLimit-Policy": f"{limit.amount};w={limit.get_expiry()}",
    }
    if not is_free:
        raise _too_many(seconds)


def require_few_misses() -> None:
    """Raises a 429 once an address has asked for too many numbers that nobody has."""
    if not limiter.enabled:
        return
    for window in [_window(limit, "api-miss", address()) for limit in MISS_LIMITS]:
        if window.remaining < 1:
            raise _too_many(_seconds_until(window.reset_time))


def count_miss() -> None:
    if limiter.enabled:
        for limit in MISS_LIMITS:
            _counted(partial(_hit, limit))


def headers() -> dict[str, str]:
    """What the answer says of the limit that counted last."""
    return dict(g.get("api_rate", {}))


def _hit(limit: RateLimitItem, counts: RateLimiter) -> bool:
    return counts.hit(limit, "api-miss", address())


def _window(limit: RateLimitItem, *key: str) -> WindowStats:
    return _counted(lambda counts: counts.get_window_stats(limit, *key))


def _counted(ask: Callable[[RateLimiter], Counted]) -> Counted:
    """A Redis that is away keeps nobody out: this process then counts for itself."""
    try:
        return ask(limiter.limiter)
    except StorageError:
        log.warning("rate_counted_alone")
        return ask(_own_counts())


@cache
def _own_counts() -> RateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


def _seconds_until(moment: float) -> int:
    return max(1, ceil(moment - time()))


def _too_many(seconds: int) -> ApiProblem:
    headers = {"Retry-After": str(seconds)}
    return ApiProblem(HTTPStatus.TOO_MANY_REQUESTS, "too-many", headers=headers)
