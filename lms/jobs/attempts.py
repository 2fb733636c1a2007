"""Jobs about attempts: each is a line that calls a workflow."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.workflows.attempts.take_assessment import close_expired_attempt


def close_attempt(arguments: Mapping[str, Any]) -> None:
    """At its deadline; one that has been given more time has another job."""
    attempt_id, person_id = UUID(arguments["attempt_id"]), UUID(arguments["person_id"])
    with transaction() as session:
        close_expired_attempt(session, attempt_id, person_id=person_id, now=utc_now())
