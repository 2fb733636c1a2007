"""Error handlers: turn errors into pages or problem documents (RFC 9457)."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from lms.accounts.sign_in.errors import SignInPaused
from lms.accounts.sign_in.throttle import WINDOW
from lms.kernel import errors
from lms.kernel.failures import describe_failure
from lms.web.access.database_failure import has_database_failed, note_database_failure
from lms.web.outgoing_requests import RETRY_AFTER, SitesBusy
from lms.web.texts.error_messages import all_messages, message_for_code

log = structlog.get_logger("payung")

STATUS: dict[type[errors.LmsError], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotAllowed: HTTPStatus.FORBIDDEN,
    errors.Expired: HTTPStatus.GONE,
    errors.Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
PAUSED = {"Retry-After": str(int(WINDOW.total_seconds()))}
CODES = {
    400: "bad-request",
    403: "not-allowed",
    404: "not-found",
    405: "method",
    413: "too-large",
    415: "json-needed",
    421: "wrong-host",
    429: "too-many",
}
MINUTE = 60  # seconds


def init_app(app: Flask) -> None:
    app.register_error_handler(errors.LmsError, show_error)
    app.register_error_handler(SitesBusy, show_busy)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(OperationalError, show_storage_problem)
    app.register_error_handler(DataError, show_unfit_value)
    app.register_error_handler(HTTPException, show_http_error)


def get_status(error: errors.LmsError) -> HTTPStatus:
    """Return the HTTP status of an error."""
    return next(status for kind, status in STATUS.items() if isinstance(error, kind))


def show_error(error: errors.LmsError) -> ResponseReturnValue:
    known = error.code in all_messages()
    headers = PAUSED if isinstance(error, SignInPaused) else None
    code = error.code if known else "broken"
    return error_response(code, get_status(error), error.parameters, headers)


def show_busy(error: SitesBusy) -> ResponseReturnValue:
    """Too many requests to other sites at once: 503, and when to try again."""
    return error_response(error.code, HTTPStatus.SERVICE_UNAVAILABLE, {}, RETRY_AFTER)


def show_expired_form(error: CSRFError) -> ResponseReturnValue:
    return error_response("form-expired", HTTPStatus.BAD_REQUEST, {})


def show_storage_problem(error: OperationalError) -> ResponseReturnValue:
    """A full disk, a read-only folder or an unavailable database: 503."""
    log.error("storage-problem", reason=str(error.orig)[:200])
    note_database_failure()
    return error_response("storage", HTTPStatus.SERVICE_UNAVAILABLE, {}, {"Retry-After": "60"})


def show_unfit_value(error: DataError) -> ResponseReturnValue:
    """Input that no column accepts, such as NUL on PostgreSQL: 400."""
    log.warning("unfit-value", reason=type(error.orig).__name__)
    return error_response("bad-request", HTTPStatus.BAD_REQUEST, {})


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error
    if isinstance(error, InternalServerError) and error.original_exception is not None:
        log.error("unexpected", **describe_failure(error.original_exception))
    fallback = "broken" if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR else "bad-request"
    code = CODES.get(error.code, fallback)
    if isinstance(error, RateLimitExceeded) and error.limit.limit.get_expiry() > MINUTE:
        code = "too-many-for-long"
    return error_response(code, HTTPStatus(error.code), {}, allow_header(error))


def allow_header(error: HTTPException) -> dict[str, str]:
    """Return the allowed methods for a 405."""
    allowed = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(allowed))} if allowed else {}


def error_response(
    code: str,
    status: HTTPStatus,
    parameters: dict[str, object],
    headers: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """Return a page or a problem document with the message of a code.

    A page reads who it is for, unless something has read that before. If the database fails at that
    moment, the response is a 503 instead.
    """
    if wants_problem_document():
        return problem_document(code, status, parameters), status, headers or {}
    text = message_for_code(code, **parameters)
    try:
        page = render_template("error.html", text=text, status=int(status), code=code)
    except OperationalError as problem:
        if has_database_failed():
            raise
        return show_storage_problem(problem)
    return page, status, headers or {}


def problem_document(
    code: str, status: HTTPStatus, parameters: dict[str, object], **members: object
) -> Response:
    """Return a problem document (RFC 9457) with additional `members`."""
    problem = {
        "type": f"urn:payung:problem:{code}",
        "title": message_for_code(code, **parameters),
        "status": int(status),
        "code": code,
        "instance": f"urn:payung:request:{g.get('request_id', '')}",
        **members,
    }
    response = jsonify(problem)
    response.status_code = status
    response.content_type = "application/problem+json"
    response.vary.add("Accept-Language")
    return response


def wants_problem_document() -> bool:
    """Whether the client prefers JSON to a page."""
    if request.path.startswith("/api/") or request.is_json:
        return True
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/problem+json", "application/json"]
    )
    return best is not None and best != "text/html"
