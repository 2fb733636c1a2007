"""What other packages may read of awareness sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import Session

from courses.awareness.errors import AwarenessSessionNotFound
from courses.awareness.models import AwarenessSession
from courses.awareness.service import sealing_context
from courses.catalogue.content_models import Kit
from lms.kernel.sealing.sealing import open_key
from lms.kernel.sealing.secret_keys import SecretKey


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session as its holder reads it, and whoever reviews their plan."""

    id: UUID
    held_on: date
    province_code: str
    district: str
    audience: str
    children: int
    adults: int
    kit_code: str | None
    notes: str

    @property
    def people(self) -> int:
        return self.children + self.adults


@dataclass(frozen=True, slots=True)
class SessionTotals:
    """Sessions that share province, audience and kit, and how many people came to them."""

    province_code: str
    audience: str
    kit_code: str | None
    sessions: int
    children: int
    adults: int


def sessions_of(
    session: Session, enrolment_id: UUID, *, person_key_id: UUID
) -> tuple[HeldSession, ...]:
    """What was held in one enrolment, the latest first."""
    rows = session.scalars(
        select(AwarenessSession)
        .where(AwarenessSession.enrolment_id == enrolment_id)
        .order_by(AwarenessSession.held_on.desc(), AwarenessSession.id.desc())
    ).all()
    if not rows:
        return ()
    key = open_key(session, person_key_id)
    return tuple(_held(row, key) for row in rows)


def own_session(
    session: Session, session_id: UUID, *, person_id: UUID, person_key_id: UUID
) -> HeldSession:
    """Raises AwarenessSessionNotFound, also for another person's."""
    mine = AwarenessSession.id == session_id, AwarenessSession.person_id == person_id
    row = session.scalar(select(AwarenessSession).where(*mine))
    if row is None:
        raise AwarenessSessionNotFound()
    return _held(row, open_key(session, person_key_id))


def session_totals(
    session: Session, organisations: Select[tuple[UUID]] | None, *, year: int | None = None
) -> tuple[SessionTotals, ...]:
    """What counts for these organisations, or everything; of one year or of all."""
    row = AwarenessSession
    parts = (row.province_code, row.audience, row.kit_code)
    sums = func.count(), func.sum(row.children), func.sum(row.adults)
    query = _among(select(*parts, *sums), organisations)
    if year is not None:
        query = query.where(row.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    found = session.execute(query.group_by(*parts).order_by(*parts[:2]))
    return tuple(SessionTotals(*one[:3], *(int(number) for number in one[3:])) for one in found)


def session_years(session: Session, organisations: Select[tuple[UUID]] | None) -> tuple[int, ...]:
    """In which years sessions were held, the latest first."""
    year = extract("year", AwarenessSession.held_on)
    rows = session.scalars(_among(select(year).distinct(), organisations))
    return tuple(sorted((int(one) for one in rows), reverse=True))


def kit_titles(session: Session, codes: Collection[str], *, language: str) -> dict[str, str]:
    """What kits are called in the newest version that has them."""
    rows = session.execute(
        select(Kit.code, Kit.content).where(Kit.code.in_(codes)).order_by(Kit.course_version_id)
    )
    return {code: str(content[f"title_{language}"]) for code, content in rows}


def _among(query: Any, organisations: Select[tuple[UUID]] | None) -> Any:
    if organisations is None:
        return query
    return query.where(AwarenessSession.organisation_id.in_(organisations))


def _held(row: AwarenessSession, key: SecretKey) -> HeldSession:
    written = key.unseal_json(row.sealed, context=sealing_context(row.id))
    return HeldSession(
        row.id,
        row.held_on,
        row.province_code,
        written["district"],
        row.audience,
        row.children,
        row.adults,
        row.kit_code,
        written["notes"],
    )
