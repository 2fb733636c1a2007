"""Audit trail: actor, action and subject of each event. Holds ids and codes, never names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms.kernel.clock import new_id
from lms.kernel.database.db import Base
from lms.kernel.database.triggers import append_only


class AuditEvent(Base):
    """One audited action. Append-only."""

    __tablename__ = "audit_event"
    __personal__: ClassVar[dict[str, str]] = {}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(80))
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]]


append_only("audit_event")


def record(
    session: Session,
    *,
    action: str,
    actor_id: UUID | None,
    subject_type: str,
    subject_id: UUID | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Add an event. `actor_id` is None for the server itself; `details`: ids and codes only."""
    session.add(
        AuditEvent(
            happened_at=now,
            action=action,
            actor_id=actor_id,
            subject_type=subject_type,
            subject_id=subject_id,
            details=details or {},
        )
    )


def record_each(
    session: Session,
    details: Sequence[dict[str, Any]],
    *,
    action: str,
    actor_id: UUID | None,
    subject_type: str,
    subject_id: UUID | None,
    now: datetime,
) -> None:
    """Add one event for each of `details`, in one statement: a roster has thousands of rows."""
    shared = {"happened_at": now, "action": action, "actor_id": actor_id}
    shared |= {"subject_type": subject_type, "subject_id": subject_id}
    if details:
        session.execute(insert(AuditEvent), [shared | {"details": entry} for entry in details])
