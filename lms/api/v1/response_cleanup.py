"""Job that deletes stored responses of expired idempotency keys."""

from lms.accounts.api_tokens import idempotency
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import JobArguments


def delete_expired_responses(arguments: JobArguments) -> None:
    """Idempotent. Takes no arguments."""
    with transaction() as session:
        idempotency.delete_expired_responses(session, now=utc_now())
