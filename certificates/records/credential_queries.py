"""What the public addresses of credentials read."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.records.queries import NO_NUMBER


def find_certificate_id(session: Session, number: str | None) -> UUID | None:
    """The certificate with a number; what cannot be a number takes the same look-up."""
    return session.scalar(select(Certificate.id).where(Certificate.number == (number or NO_NUMBER)))
