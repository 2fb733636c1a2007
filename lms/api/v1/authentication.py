"""Authenticates API clients by the bearer token of the request.

Tokens in URLs are ignored, because URLs appear in logs and histories.
"""

from datetime import datetime

import structlog
from flask import request
from sqlalchemy.exc import OperationalError

from lms.accounts.api_tokens import service
from lms.accounts.api_tokens.queries import Caller, find_caller
from lms.api.v1 import rate_limits
from lms.api.v1.problems import token_rejected
from lms.extensions import db, transaction

log = structlog.get_logger("payung")


def authenticate(now: datetime) -> Caller | None:
    """Return the caller, or None without a token. Raises a 401 for an invalid token."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _blank, token = header.partition(" ")
    caller = (
        find_caller(db.session(), token.strip(), now=now) if scheme.lower() == "bearer" else None
    )
    if caller is None:
        rate_limits.count_call(rate_limits.REJECTED_TOKEN_LIMIT, rate_limits.address())
        raise token_rejected()
    return caller


def mark_used(caller: Caller, now: datetime) -> None:
    """Record the use of the token once a day. A failed write does not fail the request."""
    if caller.last_used_on == now.date():
        return
    try:
        with transaction() as session:
            service.mark_used(session, caller.token_id, on=now.date())
    except OperationalError as problem:
        log.warning("token_use_not_marked", problem=str(problem.orig)[:200])
