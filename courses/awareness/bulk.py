"""Adds sessions of many people at once. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from courses.awareness.models import AwarenessSession
from courses.awareness.service import sealing_context
from lms.kernel.clock import new_id
from lms.kernel.sealing.secret_keys import SecretKey


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session with figures alone, of a person whose key seals its empty texts."""

    enrolment_id: UUID
    person_id: UUID
    person_key: SecretKey
    organisation_id: UUID | None
    held_on: date
    province_code: str
    audience: str
    children: int
    adults: int


def add_sessions(session: Session, sessions: Collection[NewSession], *, now: datetime) -> None:
    """Store sessions without district, notes and kit. They are not checked against the rules."""
    rows = []
    for new in sessions:
        session_id = new_id()
        texts = {"district": "", "notes": ""}
        rows.append(
            {
                "id": session_id,
                "enrolment_id": new.enrolment_id,
                "person_id": new.person_id,
                "organisation_id": new.organisation_id,
                "held_on": new.held_on,
                "province_code": new.province_code,
                "audience": new.audience,
                "children": new.children,
                "adults": new.adults,
                "kit_code": None,
                "sealed": new.person_key.seal_json(texts, context=sealing_context(session_id)),
                "reported_at": now,
                "changed_at": now,
            }
        )
    if rows:
        session.execute(insert(AwarenessSession), rows)
