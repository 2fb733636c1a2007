"""Read cohort codes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.organisations.cohort_codes.codes import format_code, parse_code
from lms.organisations.cohort_codes.errors import (
    CohortCodeExpired,
    CohortCodeUnknown,
    CohortCodeUsedUp,
)
from lms.organisations.cohort_codes.models import CohortCode
from lms.organisations.cohort_codes.service import code_of, hash_code
from lms.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class OpenCode:
    """A valid code."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    cohort_id: UUID | None


@dataclass(frozen=True, slots=True)
class CohortCodeRow:
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
    code_hash = hash_code(session, parse_code(text))
    row = session.execute(
        select(CohortCode, Organisation.name, Organisation.state)
        .join(Organisation, Organisation.id == CohortCode.organisation_id)
        .where(CohortCode.code_hash == code_hash)
    ).one_or_none()
    if row is None or row.state != "approved":
        raise CohortCodeUnknown()
    record = row.CohortCode
    if record.revoked_at is not None or record.expires_at <= now:
        raise CohortCodeExpired()
    if record.uses >= record.max_uses:
        raise CohortCodeUsedUp()
    return OpenCode(record.id, record.organisation_id, row.name, record.cohort_id)


def open_codes(session: Session, organisation_id: UUID, *, now: datetime) -> list[CohortCodeRow]:
    """Valid codes of an organisation, newest first."""
    rows = session.scalars(
        select(CohortCode)
        .where(
            CohortCode.organisation_id == organisation_id,
            CohortCode.revoked_at.is_(None),
            CohortCode.expires_at > now,
        )
        .order_by(CohortCode.id.desc())
    )
    return [_row(session, row) for row in rows]


def cohort_code(session: Session, class_code_id: UUID, *, organisation_id: UUID) -> CohortCodeRow:
    """A code of this organisation, also an expired one. Raises CohortCodeUnknown."""
    mine = CohortCode.id == class_code_id, CohortCode.organisation_id == organisation_id
    row = session.scalar(select(CohortCode).where(*mine))
    if row is None:
        raise CohortCodeUnknown()
    return _row(session, row)


def _row(session: Session, row: CohortCode) -> CohortCodeRow:
    return CohortCodeRow(
        row.id,
        format_code(code_of(session, row.id)),
        row.cohort_id,
        row.uses,
        row.max_uses,
        row.made_at,
        row.expires_at,
    )
