"""Structured logs: one line a request, ids and never names, each with the id of its request."""

import logging
import re
import secrets
import sys
from contextlib import suppress
from time import perf_counter
from typing import Any, TextIO, cast

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
    """A file whose lines may be lost: on a full disk, reading goes on without a log."""

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
    """JSON lines on standard error, for the whole process."""
    lines = cast(TextIO, BestEffortStream(sys.stderr))
    structlog.configure(
        processors=[*PROCESSORS, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=lines),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[library_handler(lines)], level=logging.WARNING)
    logging.getLogger("pyhanko").setLevel(
        logging.ERROR
    )  # its warnings follow what strangers hand in


def library_handler(file: TextIO) -> logging.Handler:
    """Domains and libraries, which know Python's own logging only, write the same lines."""
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


def replace_exception_text(logger: Any, method: str, facts: EventDict) -> EventDict:
    raised = facts.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else None
    return {**facts, **describe_failure(error)} if error is not None else facts


def init_app(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    offered = request.headers.get("X-Request-Id", "")
    request_id = offered if SAFE_ID.fullmatch(offered) else secrets.token_hex(8)
    own = g._get_current_object()  # the proxy would look it up at each of its uses
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
