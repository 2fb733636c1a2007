"""Checks of each operation before it runs: token, rate limit, scope, request format.

    @bp.get("/certificates")
    @Operation("List certificates", CertificateList, scope="certificates:read", query=ListQuery)
    def certificates(call: Call) -> Answer: ...

The OpenAPI document is built from the same facts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

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
    """An accepted request. `caller` is None on open operations without a token."""

    caller: Caller | None
    query: Any  # of the operation's query model
    body: Any  # of the operation's body model
    now: datetime

    @property
    def program(self) -> Caller:
        """The caller of an operation that is not open."""
        return cast(Caller, self.caller)

    @property
    def person_id(self) -> UUID:
        """The person of a personal token: only those can have the scopes of own learning."""
        return cast(UUID, self.program.person_id)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A model or serialised JSON, with status and headers."""

    content: BaseModel | str
    status: int = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """Facts of an operation. Any token is accepted if `scope` is None.

    An open operation needs no token, but rejects an invalid one. `cost` is the number of calls that
    it counts as. `max_body_size` in bytes overrides the limit of the application.
    """

    summary: str
    response: type[BaseModel]
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
        def wrapper(**path: str) -> Response:
            return _to_response(view(_accept(self), **path))

        wrapper.operation = self  # type: ignore[attr-defined]  # read for the OpenAPI document
        return wrapper


def _accept(facts: Operation) -> Call:
    now = utc_now()
    caller = _authorise(facts, now)
    if facts.max_body_size is not None:  # only for accepted callers
        request.max_content_length = facts.max_body_size
    query = parse_query(facts.query)
    body = parse_body(facts.body) if facts.body else None
    return Call(caller, query, body, now)


def _authorise(facts: Operation, now: datetime) -> Caller | None:
    """Check token, rate limit and scope. Raises a 401, 403 or 429."""
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


def _to_response(result: ApiResponse) -> Response:
    content = result.content
    text = content if isinstance(content, str) else content.model_dump_json()
    response = current_app.response_class(text, result.status, mimetype="application/json")
    response.headers.update(result.headers)
    return response
