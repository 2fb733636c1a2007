"""Queries on awareness sessions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, extract, func, select, true
from sqlalchemy.orm import Session

from courses.awareness.errors import AwarenessSessionNotFound
from courses.awareness.models import AwarenessSession
from courses.awareness.service import sealing_context
from courses.catalogue.content_models import Kit
from lms.kernel.sealing.sealing import open_key
from lms.kernel.sealing.secret_keys import SecretKey


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session with decrypted texts, for its holder and for reviewers of the holder's plan."""

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
    """Number of sessions and participants for one province, audience and kit."""

    province_code: str
    audience: str
    kit_code: str | None
    sessions: int
    children: int
    adults: int


def sessions_of(
    session: Session, enrolment_id: UUID, *, person_key_id: UUID
) -> tuple[HeldSession, ...]:
    """Sessions reported in one enrolment, latest first."""
    rows = session.scalars(
        select(AwarenessSession)
        .where(AwarenessSession.enrolment_id == enrolment_id)
        .order_by(AwarenessSession.held_on.desc(), AwarenessSession.id.desc())
    ).all()
    if not rows:
        return ()
    key = open_key(session, person_key_id)
    return tuple(_view(row, key) for row in rows)


def own_session(
    session: Session, session_id: UUID, *, person_id: UUID, person_key_id: UUID
) -> HeldSession:
    """A session of this person. Raises AwarenessSessionNotFound, also for other people's."""
    mine = AwarenessSession.id == session_id, AwarenessSession.person_id == person_id
    row = session.scalar(select(AwarenessSession).where(*mine))
    if row is None:
        raise AwarenessSessionNotFound()
    return _view(row, open_key(session, person_key_id))


def session_totals(
    session: Session, organisations: Select[tuple[UUID]] | None, *, year: int | None = None
) -> tuple[SessionTotals, ...]:
    """Totals of these organisations, or of all; of one year or of all years."""
    row = AwarenessSession
    parts = (row.province_code, row.audience, row.kit_code)
    sums = func.count(), func.sum(row.children), func.sum(row.adults)
    query = select(*parts, *sums).where(_is_in(organisations))
    if year is not None:
        query = query.where(row.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    rows = session.execute(query.group_by(*parts).order_by(*parts[:2]))
    return tuple(SessionTotals(*row[:3], *(int(number) for number in row[3:])) for row in rows)


def session_years(session: Session, organisations: Select[tuple[UUID]] | None) -> tuple[int, ...]:
    """Years in which sessions were held, latest first."""
    year = extract("year", AwarenessSession.held_on)
    years = session.scalars(select(year).where(_is_in(organisations)).distinct())
    return tuple(sorted((int(year) for year in years), reverse=True))


def kit_titles(session: Session, codes: Collection[str], *, language: str) -> dict[str, str]:
    """Titles of kits by code, from the newest course version that has each kit."""
    rows = session.execute(
        select(Kit.code, Kit.content).where(Kit.code.in_(codes)).order_by(Kit.course_version_id)
    )
    return {code: str(content[f"title_{language}"]) for code, content in rows}


def _is_in(organisations: Select[tuple[UUID]] | None) -> ColumnElement[bool]:
    if organisations is None:
        return true()
    return AwarenessSession.organisation_id.in_(organisations)


def _view(row: AwarenessSession, key: SecretKey) -> HeldSession:
    texts = key.unseal_json(row.sealed, context=sealing_context(row.id))
    return HeldSession(
        row.id,
        row.held_on,
        row.province_code,
        texts["district"],
        row.audience,
        row.children,
        row.adults,
        row.kit_code,
        texts["notes"],
    )
