"""Audit events about organisations."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lms.kernel.audit import record


def record_about(
    session: Session,
    action: str,
    organisation_id: UUID,
    *,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Record an audit event about an organisation.

    `actor_id` is None for the server itself. `details` contains only ids and codes.
    """
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="organisation",
        subject_id=organisation_id,
        now=now,
        details=details,
    )
