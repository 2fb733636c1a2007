"""How often a program may call, counted for its token, or for its address where it has none.

Counts stand in memory, one for each process, or in Redis where one is set, as those of pages do.
"""

from http import HTTPStatus
from math import ceil
from time import time

import structlog
from flask import g, request
from limits import RateLimitItem, parse
from limits.errors import StorageError

from lms.api.v1.problems import ApiProblem
from lms.extensions import limiter

OF_A_TOKEN = parse("300 per minute")
OF_AN_ADDRESS = parse("60 per minute")
REFUSALS = parse("30 per minute")  # tokens that do not count
MISSES = (parse("30 per minute"), parse("300 per hour"))  # numbers that nobody has, as on /v/

log = structlog.get_logger("payung")


def address() -> str:
    return request.remote_addr or "unknown"


def take(limit: RateLimitItem, key: str, cost: int = 1) -> None:
    """Count this call. Raises a 429 with the seconds until the next one counts."""
    if not limiter.enabled:
        return
    try:
        is_free = limiter.limiter.hit(limit, "api", key, cost=cost)
        window = limiter.limiter.get_window_stats(limit, "api", key)
    except StorageError:
        log.warning("rate_not_counted")
        return
    seconds = max(1, ceil(window.reset_time - time()))
    g.api_rate = {
        "RateLimit-Limit": str(limit.amount),
        "RateLimit-Remaining": str(window.remaining),
        "RateLimit-Reset": str(seconds),
        "RateLimit-Policy": f"{limit.amount};w={limit.get_expiry()}",
    }
    if not is_free:
        raise _too_many(seconds)


def refuse_guessing() -> None:
    """Raises a 429 once an address has asked for too many numbers that nobody has."""
    if not limiter.enabled:
        return
    for limit in MISSES:
        if not limiter.limiter.test(limit, "api-miss", address()):
            window = limiter.limiter.get_window_stats(limit, "api-miss", address())
            raise _too_many(max(1, ceil(window.reset_time - time())))


def count_miss() -> None:
    if limiter.enabled:
        for limit in MISSES:
            limiter.limiter.hit(limit, "api-miss", address())


def headers() -> dict[str, str]:
    """What the answer says of the limit that counted last."""
    return dict(g.get("api_rate", {}))


def _too_many(seconds: int) -> ApiProblem:
    headers = {"Retry-After": str(seconds)}
    return ApiProblem(HTTPStatus.TOO_MANY_REQUESTS, "too-many", headers=headers)
