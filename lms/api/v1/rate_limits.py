"""Rate limits by token, or by address for requests without a token.

Counts are in memory for each process, or in Redis if it is configured, like those of pages.
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
REJECTED_TOKEN_LIMIT = parse("30 per minute")  # by address
MISS_LIMITS = (parse("30 per minute"), parse("300 per hour"))  # unknown numbers, as on /v/

Counted = TypeVar("Counted")
log = structlog.get_logger("payung")


def address() -> str:
    """Return the address of the client."""
    return request.remote_addr or "unknown"


def count_call(limit: RateLimitItem, key: str, cost: int = 1) -> None:
    """Count this call. Raises a 429 with `Retry-After` in seconds."""
    if not limiter.enabled:
        return
    is_allowed = _with_counts(lambda counts: counts.hit(limit, "api", key, cost=cost))
    window = _window(limit, "api", key)
    seconds = _seconds_until(window.reset_time)
    g.api_rate = {
        "RateLimit-Limit": str(limit.amount),
        "RateLimit-Remaining": str(window.remaining),
        "RateLimit-Reset": str(seconds),
        "RateLimit-Policy": f"{limit.amount};w={limit.get_expiry()}",
    }
    if not is_allowed:
        raise _too_many(seconds)


def require_few_misses() -> None:
    """Raises a 429 if the address has requested too many unknown numbers."""
    if not limiter.enabled:
        return
    for window in [_window(limit, "api-miss", address()) for limit in MISS_LIMITS]:
        if window.remaining < 1:
            raise _too_many(_seconds_until(window.reset_time))


def count_miss() -> None:
    """Count a request for an unknown number."""
    if limiter.enabled:
        for limit in MISS_LIMITS:
            _with_counts(partial(_hit, limit))


def headers() -> dict[str, str]:
    """Return the RateLimit headers of this request."""
    return dict(g.get("api_rate", {}))


def _hit(limit: RateLimitItem, counts: RateLimiter) -> bool:
    return counts.hit(limit, "api-miss", address())


def _window(limit: RateLimitItem, *key: str) -> WindowStats:
    return _with_counts(lambda counts: counts.get_window_stats(limit, *key))


def _with_counts(use: Callable[[RateLimiter], Counted]) -> Counted:
    """Use the shared counts, or those of this process while Redis is unavailable."""
    try:
        return use(limiter.limiter)
    except StorageError:
        log.warning("rate_counted_alone")
        return use(_own_counts())


@cache
def _own_counts() -> RateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


def _seconds_until(moment: float) -> int:
    return max(1, ceil(moment - time()))


def _too_many(seconds: int) -> ApiProblem:
    headers = {"Retry-After": str(seconds)}
    return ApiProblem(HTTPStatus.TOO_MANY_REQUESTS, "too-many", headers=headers)
