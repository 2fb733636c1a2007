"""Structured logs: one line a request, ids and never names, each with the id of its request."""

import logging
import re
import secrets
import sys
from time import perf_counter

import structlog
from flask import Flask, Response, g, request

SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
log = structlog.get_logger("payung")


def configure_logging(level: str) -> None:
    """JSON lines on standard error, for the whole process."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    offered = request.headers.get("X-Request-Id", "")
    g.request_id = offered if SAFE_ID.fullmatch(offered) else secrets.token_hex(8)
    g.request_began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    request_id = getattr(g, "request_id", "")
    response.headers["X-Request-Id"] = request_id
    if request.endpoint not in ("static", "health.alive", "health.ready"):
        log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,  # never the path: it may hold a number or a token
            status=response.status_code,
            milliseconds=round((perf_counter() - g.get("request_began", perf_counter())) * 1000, 1),
        )
    return response
