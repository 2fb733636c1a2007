"""The status lists that credentials name: who is revoked, who is suspended."""

from http import HTTPStatus

from flask.typing import ResponseReturnValue

from lms.artefacts import desk
from lms.extensions import limiter
from lms.web.credentials.answers import SHORTLY, document, problem
from lms.web.credentials.blueprint import bp
from lms.web.credentials.hosts import asked_host, is_former
from lms.web.credentials.negotiation import KINDS
from lms.workflows import sign_status_lists


@bp.get("/status/<int:number>/<any(revocation, suspension):purpose>")
@limiter.limit("300 per minute")
def status_list(number: int, purpose: str) -> ResponseReturnValue:
    host = asked_host() if is_former() else None
    body = sign_status_lists.current_list(desk(), number, purpose, former_host=host)
    if body is None:
        return problem(HTTPStatus.NOT_FOUND, "status-list-not-found")
    return document(body, KINDS["json"][1], keep=SHORTLY)
