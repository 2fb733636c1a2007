"""Queries for certificates whose files are missing."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateFile


def certificates_missing_file(
    session: Session, kind: str, *, after: UUID | None, limit: int
) -> tuple[UUID, ...]:
    """Return ids above `after` without a file of this kind, ascending; erased holders excluded."""
    has_file = exists().where(
        CertificateFile.certificate_id == Certificate.id,
        CertificateFile.kind == kind,
        CertificateFile.generation == Certificate.generation,
    )
    wanted = select(Certificate.id).where(~has_file, Certificate.withdrawn_at.is_(None))
    if after is not None:
        wanted = wanted.where(Certificate.id > after)
    return tuple(session.scalars(wanted.order_by(Certificate.id).limit(limit)))
