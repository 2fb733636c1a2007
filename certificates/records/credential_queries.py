"""Queries of the public URLs of credentials."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.records.queries import NO_NUMBER


def find_certificate_id(session: Session, number: str | None) -> UUID | None:
    """Return the id for a number. An invalid number takes the same query, hence the same time."""
    return session.scalar(select(Certificate.id).where(Certificate.number == (number or NO_NUMBER)))
