"""What other packages may read of class codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisations.cohort_codes.codes import grouped, read_code
from lms.organisations.cohort_codes.errors import ClassCodeOver, ClassCodeUnknown, ClassCodeUsedUp
from lms.organisations.cohort_codes.models import ClassCode
from lms.organisations.cohort_codes.service import code_of, hash_of_code
from lms.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A code with which somebody may join, and into what."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    cohort_id: UUID | None


@dataclass(frozen=True, slots=True)
class ClassCodeRow:
    """A code as its organisation sees it."""

    id: UUID
    code: str
    cohort_id: UUID | None
    uses: int
    max_uses: int
    made_at: datetime
    expires_at: datetime


def open_code(session: Session, text: str, *, now: datetime) -> OpenCode:
    """Raises ClassCodeUnknown, ClassCodeOver or ClassCodeUsedUp."""
    code_hash = hash_of_code(session, read_code(text))
    row = session.execute(
        select(ClassCode, Organisation.name, Organisation.state)
        .join(Organisation, Organisation.id == ClassCode.organisation_id)
        .where(ClassCode.code_hash == code_hash)
    ).one_or_none()
    if row is None or row.state != "approved":
        raise ClassCodeUnknown()
    found = row.ClassCode
    if found.revoked_at is not None or found.expires_at <= now:
        raise ClassCodeOver()
    if found.uses >= found.max_uses:
        raise ClassCodeUsedUp()
    return OpenCode(found.id, found.organisation_id, row.name, found.cohort_id)


def open_codes(session: Session, organisation_id: UUID, *, now: datetime) -> list[ClassCodeRow]:
    """Codes of an organisation that still count, the newest first."""
    rows = session.scalars(
        select(ClassCode)
        .where(
            ClassCode.organisation_id == organisation_id,
            ClassCode.revoked_at.is_(None),
            ClassCode.expires_at > now,
        )
        .order_by(ClassCode.id.desc())
    )
    return [_row(session, row) for row in rows]


def class_code(session: Session, class_code_id: UUID, *, organisation_id: UUID) -> ClassCodeRow:
    """One of them; that of another organisation is not found."""
    mine = ClassCode.id == class_code_id, ClassCode.organisation_id == organisation_id
    row = session.scalar(select(ClassCode).where(*mine))
    if row is None:
        raise ClassCodeUnknown()
    return _row(session, row)


def _row(session: Session, row: ClassCode) -> ClassCodeRow:
    return ClassCodeRow(
        row.id,
        grouped(code_of(session, row.id)),
        row.cohort_id,
        row.uses,
        row.max_uses,
        row.made_at,
        row.expires_at,
    )
