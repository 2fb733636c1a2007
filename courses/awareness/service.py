"""Commands on awareness sessions. Callers commit."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.awareness.errors import AwarenessSessionNotFound, TooManySessions
from courses.awareness.models import AwarenessSession
from courses.awareness.rules import AwarenessReport
from courses.conflict_free import insert_if_absent
from lms.kernel.sealing.sealing import open_key

MAX_SESSIONS: Final = 300  # of one enrolment


def report_session(
    session: Session,
    session_id: UUID,
    *,
    enrolment_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    organisation_id: UUID | None,
    report: AwarenessReport,
    now: datetime,
) -> None:
    """Store a validated report. The id comes from the form, so that resubmission is idempotent.

    Raises TooManySessions, or AwarenessSessionNotFound where another person has the id.
    """
    mine = AwarenessSession.enrolment_id == enrolment_id
    count = session.scalar(select(func.count()).select_from(AwarenessSession).where(mine)) or 0
    if count >= MAX_SESSIONS:
        raise TooManySessions(limit=MAX_SESSIONS)
    values = _values(session, session_id, report, person_key_id, now) | {
        "id": session_id,
        "enrolment_id": enrolment_id,
        "person_id": person_id,
        "organisation_id": organisation_id,
        "reported_at": now,
    }
    if not insert_if_absent(session, AwarenessSession, values):
        _lock_own(session, session_id, person_id)


def change_session(
    session: Session,
    session_id: UUID,
    *,
    person_id: UUID,
    person_key_id: UUID,
    report: AwarenessReport,
    now: datetime,
) -> None:
    """Replace a report by a validated one; its organisation does not change.

    Raises AwarenessSessionNotFound.
    """
    row = _lock_own(session, session_id, person_id)
    for name, value in _values(session, session_id, report, person_key_id, now).items():
        setattr(row, name, value)
    row.changed_at = max(now, row.reported_at)


def delete_session(session: Session, session_id: UUID, *, person_id: UUID) -> None:
    """Delete a report. Raises AwarenessSessionNotFound."""
    session.delete(_lock_own(session, session_id, person_id))


def sealing_context(session_id: UUID) -> str:
    """Associated data of the encrypted texts of a session."""
    return f"awareness-session:{session_id}"


def _values(
    session: Session,
    session_id: UUID,
    report: AwarenessReport,
    person_key_id: UUID,
    now: datetime,
) -> dict[str, object]:
    key = open_key(session, person_key_id)
    texts = {"district": report.district, "notes": report.notes}
    return {
        "held_on": report.held_on,
        "province_code": report.province_code,
        "audience": report.audience,
        "children": report.children,
        "adults": report.adults,
        "kit_code": report.kit_code,
        "sealed": key.seal_json(texts, context=sealing_context(session_id)),
        "changed_at": now,
    }


def _lock_own(session: Session, session_id: UUID, person_id: UUID) -> AwarenessSession:
    mine = AwarenessSession.id == session_id, AwarenessSession.person_id == person_id
    row = session.scalar(select(AwarenessSession).where(*mine).with_for_update())
    if row is None:
        raise AwarenessSessionNotFound()
    return row
