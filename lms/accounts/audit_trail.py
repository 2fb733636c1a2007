"""Lines of the audit trail about a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.roles.models import RoleGrant
from lms.kernel.audit import AuditEvent, record


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """What was done with an account, for its person to read: by which role, not by whom."""

    happened_at: datetime
    action: str
    by: str


def record_about(
    session: Session,
    action: str,
    person_id: UUID | None,
    *,
    actor_id: UUID | None,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """`actor_id` is None for the server itself; `details` has ids and codes only."""
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="person",
        subject_id=person_id,
        now=now,
        details=details,
    )


def list_account_events(session: Session, own: Collection[UUID]) -> list[AccountEvent]:
    """All that was done with these accounts of one person, the oldest first."""
    about = AuditEvent.subject_type == "person", AuditEvent.subject_id.in_(own)
    deeds = session.scalars(select(AuditEvent).where(*about).order_by(AuditEvent.id)).all()
    actors = {deed.actor_id for deed in deeds if deed.actor_id} - set(own)
    grants = session.scalars(select(RoleGrant).where(RoleGrant.person_id.in_(actors))).all()
    return [AccountEvent(deed.happened_at, deed.action, _by(deed, own, grants)) for deed in deeds]


def _by(deed: AuditEvent, own: Collection[UUID], grants: Iterable[RoleGrant]) -> str:
    """The roles that whoever did it held at that moment."""
    if deed.actor_id is None:
        return "server"
    if deed.actor_id in own:
        return "you"
    then = deed.happened_at
    held = {
        grant.role
        for grant in grants
        if grant.person_id == deed.actor_id
        and grant.granted_at <= then
        and (grant.ended_at is None or grant.ended_at >= then)
    }
    return ", ".join(sorted(held)) or "another person"
