"""Notices that people see after their next sign-in. Callers commit."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.accounts.models import PersonNotice


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that the person has not seen."""

    id: UUID
    kind: str
    happened_at: datetime


def unseen_notices(session: Session, person_id: UUID) -> list[Notice]:
    """Notices that the person has not seen, oldest first."""
    rows = session.scalars(
        select(PersonNotice)
        .where(PersonNotice.person_id == person_id, PersonNotice.seen_at.is_(None))
        .order_by(PersonNotice.happened_at)
    )
    return [Notice(n.id, n.kind, n.happened_at) for n in rows]


def add_notice(session: Session, person_id: UUID, *, kind: str, now: datetime) -> None:
    """Add a notice for the next sign-in."""
    session.add(PersonNotice(person_id=person_id, kind=kind, happened_at=now))


def mark_notices_seen(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Mark all notices of the person as seen."""
    session.execute(
        update(PersonNotice)
        .where(PersonNotice.person_id == person_id, PersonNotice.seen_at.is_(None))
        .values(seen_at=now)
    )
