"""Structured logs without personal data, one line for each request."""

import logging
import re
import secrets
import sys
from contextlib import suppress
from time import perf_counter
from typing import TextIO, cast

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict

from lms.kernel.failures import describe_failure

SAFE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
log = structlog.get_logger("payung")


PROCESSORS = (
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


class BestEffortStream:
    """A stream that ignores write errors, so that a full disk does not stop requests."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


def configure_logging(level: str) -> None:
    """Write JSON lines to standard error."""
    stream = cast(TextIO, BestEffortStream(sys.stderr))
    structlog.configure(
        processors=[*PROCESSORS, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[library_handler(stream)], level=logging.WARNING)
    logging.getLogger("pyhanko").setLevel(logging.ERROR)  # it warns about uploaded files


def library_handler(file: TextIO) -> logging.Handler:
    """Return a handler that writes records of Python's logging in the same format."""
    handler = logging.StreamHandler(file)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*PROCESSORS, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                replace_exception_text,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler


def replace_exception_text(logger: object, method: str, facts: EventDict) -> EventDict:
    """Replace an exception by its description, since its text may contain personal data."""
    exc_info = facts.pop("exc_info", None)
    error = exc_info[1] if isinstance(exc_info, tuple) else None
    return {**facts, **describe_failure(error)} if error is not None else facts


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    sent_id = request.headers.get("X-Request-Id", "")
    request_id = sent_id if SAFE_ID.fullmatch(sent_id) else secrets.token_hex(8)
    own = g._get_current_object()  # avoids a proxy lookup for each use
    own.request_id, own.request_began = request_id, perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)


def _end(response: Response) -> Response:
    own = g._get_current_object()
    response.headers["X-Request-Id"] = own.get("request_id", "")
    if request.endpoint not in ("static", "health.alive", "health.ready"):
        began = own.get("request_began", perf_counter())
        log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,  # never the path: it may hold a number or a token
            status=response.status_code,
            milliseconds=round((perf_counter() - began) * 1000, 1),
        )
    return response
