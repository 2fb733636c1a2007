"""Queries of the API for many certificates at once, with a constant number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.numbers import parse_number
from certificates.records.queries import code_verifier
from certificates.records.record_status import build_status, certificate_state, holder_name
from certificates.records.statements import select_with_issuer
from certificates.records.views import CertificateStatus
from certificates.verification.checked_codes import CheckedEntry, evaluate_entries, is_code
from lms.kernel.sealing.sealing import open_keys

__all__ = [
    "CertificateListItem",
    "CheckedEntry",
    "Revocation",
    "check_entries",
    "is_code",
    "list_certificates",
    "revocation",
    "statuses_of",
]


@dataclass(frozen=True, slots=True)
class CertificateListItem:
    """A certificate in a list, without the name of the holder, which is sealed."""

    id: UUID
    number: str
    course_code: str
    state: str
    is_pilot: bool
    is_specimen: bool
    issued_at: datetime
    valid_until: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Revocation:
    """Number and time of a revoked certificate."""

    number: str
    revoked_at: datetime


def list_certificates(
    session: Session, *, after: UUID | None, limit: int, course_code: str | None, now: datetime
) -> tuple[CertificateListItem, ...]:
    """Return a page of certificates in the order of issue, which is the order of ids."""
    query = select(Certificate).order_by(Certificate.id).limit(limit)
    if after is not None:
        query = query.where(Certificate.id > after)
    if course_code is not None:
        query = query.where(Certificate.achievement_code == course_code)
    return tuple(_line(row, now) for row in session.scalars(query))


def revocation(session: Session, number: str) -> Revocation:
    """Return the revocation of a revoked certificate."""
    session.flush()  # the revocation may be pending in this session
    row = session.execute(
        select(Certificate.number, Certificate.revoked_at).where(
            Certificate.number == parse_number(number), Certificate.revoked_at.is_not(None)
        )
    ).one()
    return Revocation(row.number, row.revoked_at)


def check_entries(
    session: Session, texts: Sequence[str], *, now: datetime
) -> tuple[CheckedEntry, ...]:
    """Check numbers and texts of QR codes; results are in the order of `texts`."""
    verify = code_verifier(session, now=now)
    return evaluate_entries(
        texts, verify, lambda numbers: statuses_of(session, numbers, now=now), now
    )


def statuses_of(
    session: Session, numbers: Collection[str], *, now: datetime
) -> dict[str, CertificateStatus]:
    """Return statuses by canonical number, without unknown numbers."""
    if not numbers:
        return {}
    rows = session.execute(select_with_issuer().where(Certificate.number.in_(numbers))).all()
    keys = open_keys(session, {row.Certificate.data_key_id for row in rows})
    return {
        row.Certificate.number: build_status(
            row.Certificate, row.Issuer, holder_name(row.Certificate, keys), now, row.replaced_by
        )
        for row in rows
    }


def _line(row: Certificate, now: datetime) -> CertificateListItem:
    return CertificateListItem(
        id=row.id,
        number=row.number,
        course_code=row.achievement_code,
        state="withdrawn" if row.withdrawn_at is not None else certificate_state(row, now),
        is_pilot=row.is_pilot,
        is_specimen=row.is_specimen,
        issued_at=row.issued_at,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
    )
