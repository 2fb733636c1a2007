"""What other packages may ask of awareness sessions. Callers commit."""

from datetime import datetime
from typing import Any, Final
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
    """Keep a report. Its id comes with the form, so that a form sent twice is one session.

    The report is a sound one. Raises TooManySessions, or AwarenessSessionNotFound for an id of
    somebody else.
    """
    mine = AwarenessSession.enrolment_id == enrolment_id
    held = session.scalar(select(func.count()).select_from(AwarenessSession).where(mine)) or 0
    if held >= MAX_SESSIONS:
        raise TooManySessions(most=MAX_SESSIONS)
    values = _values(session, session_id, report, person_key_id, now) | {
        "id": session_id,
        "enrolment_id": enrolment_id,
        "person_id": person_id,
        "organisation_id": organisation_id,
        "reported_at": now,
    }
    if not insert_if_absent(session, AwarenessSession, values):
        _own(session, session_id, person_id)


def change_session(
    session: Session,
    session_id: UUID,
    *,
    person_id: UUID,
    person_key_id: UUID,
    report: AwarenessReport,
    now: datetime,
) -> None:
    """Correct a report with a sound one; it stays with the organisation it counts for."""
    row = _own(session, session_id, person_id)
    for name, value in _values(session, session_id, report, person_key_id, now).items():
        setattr(row, name, value)


def delete_session(session: Session, session_id: UUID, *, person_id: UUID) -> None:
    """Nothing of it is kept: it was a mistake, or its holder wants it gone."""
    session.delete(_own(session, session_id, person_id))


def sealing_context(session_id: UUID) -> str:
    return f"awareness-session:{session_id}"


def _values(
    session: Session,
    session_id: UUID,
    told: AwarenessReport,
    person_key_id: UUID,
    now: datetime,
) -> dict[str, Any]:
    key = open_key(session, person_key_id)
    written = {"district": told.district, "notes": told.notes}
    return {
        "held_on": told.held_on,
        "province_code": told.province_code,
        "audience": told.audience,
        "children": told.children,
        "adults": told.adults,
        "kit_code": told.kit_code,
        "sealed": key.seal_json(written, context=sealing_context(session_id)),
        "changed_at": now,
    }


def _own(session: Session, session_id: UUID, person_id: UUID) -> AwarenessSession:
    mine = AwarenessSession.id == session_id, AwarenessSession.person_id == person_id
    row = session.scalar(select(AwarenessSession).where(*mine).with_for_update())
    if row is None:
        raise AwarenessSessionNotFound()
    return row
