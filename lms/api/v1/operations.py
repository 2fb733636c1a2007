"""What each operation asks of a request before it does anything: token, rate, scope, form.

    @bp.get("/certificates")
    @Operation("List certificates", CertificateList, scope="certificates:read", query=ListQuery)
    def certificates(call: Call) -> Answer: ...

The same facts make the OpenAPI document, so that it cannot say something else.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from flask import Response, current_app, request
from pydantic import BaseModel

from lms.accounts.api_tokens.queries import Caller
from lms.api.v1 import rate_limits
from lms.api.v1.authentication import authenticate, mark_used
from lms.api.v1.problems import scope_required, token_required
from lms.api.v1.request_parsing import parse_body, parse_query
from lms.api.v1.schemas import NoParameters
from lms.kernel.clock import utc_now

View = Callable[..., "ApiResponse"]


@dataclass(frozen=True, slots=True)
class Call:
    """A request that may go on. `caller` is None on open operations without a token."""

    caller: Caller | None
    query: Any
    body: Any
    now: datetime

    @property
    def program(self) -> Caller:
        """Of an operation that is not open."""
        return cast(Caller, self.caller)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A model, or JSON that is written already."""

    content: BaseModel | str
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """What one operation is and asks. Where `scope` is None, any token will do.

    An open operation needs none; one that does not count is refused all the same. `cost` is how
    many calls it counts as,
    `max_body_size` in bytes where it may be more than that of other operations.
    """

    summary: str
    answer: type[BaseModel]
    scope: str | None = None
    is_open: bool = False
    is_write: bool = False
    is_paged: bool = False
    query: type[BaseModel] = NoParameters
    body: type[BaseModel] | None = None
    error_statuses: tuple[HTTPStatus, ...] = ()
    cost: int = 1
    max_body_size: int | None = None

    def __call__(self, view: View) -> Callable[..., Response]:
        @wraps(view)
        def answered(**place: str) -> Response:
            return _sent(view(_call(self), **place))

        answered.operation = self  # type: ignore[attr-defined]  # read for the OpenAPI document
        return answered


def _call(facts: Operation) -> Call:
    now = utc_now()
    caller = _allowed(facts, now)
    if facts.max_body_size is not None:  # after the token: a stranger sends no more than elsewhere
        request.max_content_length = facts.max_body_size
    query = parse_query(facts.query)
    body = parse_body(facts.body) if facts.body else None
    return Call(caller, query, body, now)


def _allowed(facts: Operation, now: datetime) -> Caller | None:
    """Raises a 401, 403 or 429."""
    caller = authenticate(now)
    if caller is None:
        if not facts.is_open:
            raise token_required()
        rate_limits.count_call(rate_limits.ADDRESS_LIMIT, rate_limits.address())
        return None
    rate_limits.count_call(rate_limits.TOKEN_LIMIT, str(caller.token_id), facts.cost)
    if facts.scope is not None and facts.scope not in caller.scopes:
        raise scope_required(facts.scope)
    mark_used(caller, now)
    return caller


def _sent(answer: ApiResponse) -> Response:
    content = answer.content
    text = content if isinstance(content, str) else content.model_dump_json()
    response = current_app.response_class(text, answer.status, mimetype="application/json")
    response.headers.update(answer.headers)
    return response
