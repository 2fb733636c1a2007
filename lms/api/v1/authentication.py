"""Which program is asking: the bearer token of the request, and nothing else.

A token in the address is not looked at: addresses stand in logs and histories.
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
    """None where no token was sent. Raises a 401 for a token that does not count."""
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
    """Once a day. A server that can only read answers all the same."""
    if caller.last_used_on == now.date():
        return
    try:
        with transaction() as session:
            service.mark_used(session, caller.token_id, on=now.date())
    except OperationalError as problem:
        log.warning("token_use_not_marked", problem=str(problem.orig)[:200])
