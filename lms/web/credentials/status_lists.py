"""Serves the status lists that credentials name."""

from collections.abc import Callable
from http import HTTPStatus

from flask.typing import ResponseReturnValue

from certificates.status_lists import sign_lists
from lms.extensions import limiter, task_context
from lms.web.credentials.answers import SHORTLY, document, problem
from lms.web.credentials.blueprint import bp
from lms.web.credentials.hosts import is_former_host, requested_host
from lms.web.credentials.negotiation import KINDS

LIMIT = "300 per minute"


@bp.get("/status/<int:number>/<any(revocation, suspension):purpose>")
@limiter.limit(LIMIT)
def status_list(number: int, purpose: str) -> ResponseReturnValue:
    """Serve a signed status list as JSON-LD."""
    return _answer(sign_lists.current_list, number, purpose, KINDS["json"][1])


@bp.get("/status/<int:number>/<any(revocation, suspension):purpose>.jwt")
@limiter.limit(LIMIT)
def status_list_token(number: int, purpose: str) -> ResponseReturnValue:
    """Serve the format that tokens name."""
    return _answer(sign_lists.current_token, number, purpose, KINDS["jwt"][1])


def _answer(
    sign: Callable[..., bytes | None], number: int, purpose: str, content_type: str
) -> ResponseReturnValue:
    body = sign(
        task_context(), number, purpose, former_host=requested_host() if is_former_host() else None
    )
    if body is None:
        return problem(HTTPStatus.NOT_FOUND, "status-list-not-found")
    return document(body, content_type, keep=SHORTLY)
