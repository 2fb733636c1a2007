"""Errors of the API as problem documents (RFC 9457) in the caller's language."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response
from flask.typing import ResponseReturnValue

from lms.api.v1.blueprint import bp
from lms.web.errors import problem_document

REALM = 'Bearer realm="Payung"'


class ApiProblem(Exception):
    """Answers the request with a problem document; `code` selects its message."""

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
    """A request without a token."""
    headers = {"WWW-Authenticate": REALM}
    return ApiProblem(HTTPStatus.UNAUTHORIZED, "token-needed", headers=headers)


def token_rejected() -> ApiProblem:
    """The same error for unknown, expired, revoked and malformed tokens."""
    headers = {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
    return ApiProblem(HTTPStatus.UNAUTHORIZED, "token-refused", headers=headers)


def scope_required(scope: str) -> ApiProblem:
    """A token without the scope of the operation."""
    headers = {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
    return ApiProblem(HTTPStatus.FORBIDDEN, "scope-needed", headers=headers, scope=scope)


@bp.errorhandler(ApiProblem)
def show_problem(problem: ApiProblem) -> ResponseReturnValue:
    members: dict[str, object] = {"errors": list(problem.errors)} if problem.errors else {}
    response: Response = problem_document(
        problem.code, problem.status, problem.parameters, **members
    )
    response.headers.update(problem.headers)
    return response
