"""Refusals of the interface itself, as problem documents (RFC 9457) in the caller's language."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from lms.api.v1.blueprint import bp
from lms.web.errors import problem_document

REALM = 'Bearer realm="Payung"'


class ApiProblem(Exception):
    """A request that is answered with a problem: `code` finds its sentence."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        *,
        errors: Sequence[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
        **parameters: object,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.errors = errors
        self.headers = headers or {}
        self.parameters = parameters


def token_required() -> ApiProblem:
    headers = {"WWW-Authenticate": REALM}
    return ApiProblem(HTTPStatus.UNAUTHORIZED, "token-needed", headers=headers)


def token_rejected() -> ApiProblem:
    """Unknown, expired, revoked and malformed tokens are answered alike."""
    headers = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
    return ApiProblem(HTTPStatus.UNAUTHORIZED, "token-refused", headers=headers)


def scope_required(scope: str) -> ApiProblem:
    headers = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
    return ApiProblem(HTTPStatus.FORBIDDEN, "scope-needed", headers=headers, scope=scope)


@bp.errorhandler(ApiProblem)
def show_problem(problem: ApiProblem) -> ResponseReturnValue:
    more: dict[str, Any] = {"errors": list(problem.errors)} if problem.errors else {}
    response: Response = problem_document(problem.code, problem.status, problem.parameters, **more)
    response.headers.update(problem.headers)
    return response
