"""Job that closes attempts."""

from uuid import UUID

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.jobs import JobArguments
from lms.workflows.attempts.take_assessment import close_expired_attempt


def close_attempt(arguments: JobArguments) -> None:
    """Close an attempt at its deadline. An extended deadline has another job."""
    attempt_id, person_id = UUID(arguments["attempt_id"]), UUID(arguments["person_id"])
    with transaction() as session:
        close_expired_attempt(session, attempt_id, person_id=person_id, now=utc_now())
