"""Idempotent writes: one for each `Idempotency-Key`, whose response is stored for 24 hours."""

import re
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import TypeVar

from flask import request
from pydantic import BaseModel
from sqlalchemy.orm import Session

from lms.accounts.api_tokens.errors import TokenNotFound
from lms.accounts.api_tokens.idempotency import StoredResponse, respond_once
from lms.api.v1.operations import ApiResponse, Call
from lms.api.v1.problems import ApiProblem, token_rejected
from lms.extensions import transaction
from lms.kernel import audit

KEY = "Idempotency-Key"
KEY_PATTERN = "^[!-~]{1,255}$"
_KEY = re.compile(KEY_PATTERN)
Content = TypeVar("Content", bound=BaseModel)


def write_idempotently(
    call: Call,
    operation_id: str,
    act: Callable[[Session], Content],
    *,
    redact: Callable[[Content], Content] = lambda content: content,
    restore: Callable[[str], BaseModel | str] = lambda stored: stored,
) -> ApiResponse:
    """Run `act` once and store its response and an audit entry in the same transaction.

    `redact` removes what must not be stored; `restore` adds it to a repeated response. Raises
    ApiProblem with 400 without a key, 401 for a token that was revoked meanwhile.
    """
    key = idempotency_key()
    results: list[BaseModel] = []
    try:
        with transaction() as session:

            def run() -> StoredResponse:
                content = act(session)
                results.append(content)
                _record(session, call, operation_id)
                return StoredResponse(HTTPStatus.OK, redact(content).model_dump_json())

            stored = respond_once(
                session,
                token_id=call.program.token_id,
                key=key,
                request_hash=_hash_request(),
                act=run,
                now=call.now,
            )
    except TokenNotFound:
        raise token_rejected() from None
    if stored.is_repeated:
        headers = {"Idempotency-Replayed": "true"}
        return ApiResponse(restore(stored.body), stored.status, headers)
    return ApiResponse(results[0], stored.status)


def idempotency_key() -> str:
    """Return the key of this request. Raises ApiProblem with 400 without a valid one."""
    key = request.headers.get(KEY, "")
    if not _KEY.fullmatch(key):
        raise ApiProblem(HTTPStatus.BAD_REQUEST, "idempotency-key-needed")
    return key


def _hash_request() -> str:
    """Hash method, path and body."""
    head = f"{request.method} {request.path}\n".encode("utf-8", "replace")
    return sha256(head + request.get_data()).hexdigest()


def _record(session: Session, call: Call, operation_id: str) -> None:
    audit.record(
        session,
        action="token.wrote",
        actor_id=call.program.person_id,
        subject_type="api-token",
        subject_id=call.program.token_id,
        now=call.now,
        details={"operation": operation_id},
    )
