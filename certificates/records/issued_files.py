"""Which certificate a file was made for, told by its hash."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Artefact, Certificate


@dataclass(frozen=True, slots=True)
class IssuedFile:
    number: str
    kind: str  # of the artefact


def issued_file(session: Session, data: bytes) -> IssuedFile | None:
    """None for a file that is not byte for byte one that was made here."""
    row = session.execute(
        select(Certificate.number, Artefact.kind)
        .join(Artefact, Artefact.certificate_id == Certificate.id)
        .where(Artefact.sha256 == sha256(data).hexdigest())
        .limit(1)
    ).one_or_none()
    return IssuedFile(row.number, row.kind) if row else None
