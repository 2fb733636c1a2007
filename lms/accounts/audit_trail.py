"""Audit events about people."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.roles.models import RoleGrant
from lms.kernel.audit import AuditEvent, record


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """An audit event as its person sees it: by which role, not by whom."""

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
    details: dict[str, object] | None = None,
) -> None:
    """Record an audit event about a person.

    `actor_id` is None for the server itself. `details` contains only ids and codes.
    """
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="person",
        subject_id=person_id,
        now=now,
        details=details,
    )


def list_account_events(session: Session, account_ids: Collection[UUID]) -> list[AccountEvent]:
    """All events of these accounts of one person, oldest first."""
    about = AuditEvent.subject_type == "person", AuditEvent.subject_id.in_(account_ids)
    events = session.scalars(select(AuditEvent).where(*about).order_by(AuditEvent.id)).all()
    actors = {event.actor_id for event in events if event.actor_id} - set(account_ids)
    grants = session.scalars(select(RoleGrant).where(RoleGrant.person_id.in_(actors))).all()
    return [
        AccountEvent(event.happened_at, event.action, _actor(event, account_ids, grants))
        for event in events
    ]


def _actor(event: AuditEvent, account_ids: Collection[UUID], grants: Iterable[RoleGrant]) -> str:
    """The roles that the actor held at that moment."""
    if event.actor_id is None:
        return "server"
    if event.actor_id in account_ids:
        return "you"
    moment = event.happened_at
    held = {
        grant.role
        for grant in grants
        if grant.person_id == event.actor_id
        and grant.granted_at <= moment
        and (grant.ended_at is None or grant.ended_at >= moment)
    }
    return ", ".join(sorted(held)) or "another person"
