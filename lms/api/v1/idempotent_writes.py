"""A write of a program: done once for each `Idempotency-Key`, with its answer kept for 24 hours."""

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
    keep: Callable[[Content], Content] = lambda answer: answer,
    again: Callable[[str], BaseModel | str] = lambda kept: kept,
) -> ApiResponse:
    """Do `act` in one transaction with what is kept of it. Which program did it is recorded.

    Where an answer says what may not be kept, `keep` takes it out and `again` puts it back in.
    """
    key = request.headers.get(KEY, "")
    if not _KEY.fullmatch(key):
        raise ApiProblem(HTTPStatus.BAD_REQUEST, "idempotency-key-needed")
    done: list[BaseModel] = []
    try:
        with transaction() as session:

            def acted() -> StoredResponse:
                answer = act(session)
                done.append(answer)
                _record(session, call, operation_id)
                return StoredResponse(HTTPStatus.OK, keep(answer).model_dump_json())

            kept = respond_once(
                session,
                token_id=call.program.token_id,
                key=key,
                request_hash=_hash_of_request(),
                act=acted,
                now=call.now,
            )
    except TokenNotFound:
        raise token_rejected() from None
    if kept.is_repeated:
        return ApiResponse(again(kept.body), kept.status, {"Idempotency-Replayed": "true"})
    return ApiResponse(done[0], kept.status)


def _hash_of_request() -> str:
    """Of method, path and body as they came."""
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
