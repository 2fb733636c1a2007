"""Active certificates of enrolments: not revoked, erased or replaced."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate


@dataclass(frozen=True, slots=True)
class ActiveCertificate:
    """A certificate that is not revoked, erased or replaced."""

    id: UUID
    number: str
    level: int


def active_certificates(
    session: Session, enrolment_ids: Collection[UUID]
) -> dict[UUID, ActiveCertificate]:
    """Return active certificates by enrolment id; the newest if there are several."""
    rows = session.execute(
        select(Certificate.enrolment_id, Certificate.id, Certificate.number, Certificate.level)
        .where(
            Certificate.enrolment_id.in_(enrolment_ids),
            Certificate.revoked_at.is_(None),
            Certificate.withdrawn_at.is_(None),
            Certificate.replaced_at.is_(None),
        )
        .order_by(Certificate.issued_at, Certificate.id)
    )
    return {row[0]: ActiveCertificate(row[1], row[2], row[3]) for row in rows}


def certificate_numbers(session: Session, ids: Collection[UUID]) -> dict[UUID, tuple[str, bool]]:
    """Return number and whether the certificate is active, by certificate id."""
    rows = session.execute(
        select(
            Certificate.id,
            Certificate.number,
            Certificate.revoked_at.is_(None)
            & Certificate.withdrawn_at.is_(None)
            & Certificate.replaced_at.is_(None),
        ).where(Certificate.id.in_(ids))
    )
    return {row[0]: (row[1], bool(row[2])) for row in rows}
