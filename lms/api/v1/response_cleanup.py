"""The task that deletes answers which are older than an idempotency key counts."""

from collections.abc import Mapping
from typing import Any

from lms.accounts.api_tokens import idempotency
from lms.extensions import transaction
from lms.kernel.clock import utc_now


def delete_expired_responses(arguments: Mapping[str, Any]) -> None:
    """Takes no arguments; a second run finds nothing."""
    with transaction() as session:
        idempotency.delete_expired_responses(session, now=utc_now())
