"""Which certificate a file was made for, told by its hash."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateFile


@dataclass(frozen=True, slots=True)
class IssuedFile:
    number: str
    kind: str  # of the artefact


def find_issued_file(session: Session, data: bytes) -> IssuedFile | None:
    """None for a file that is not byte for byte one that was made here."""
    row = session.execute(
        select(Certificate.number, CertificateFile.kind)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(CertificateFile.sha256 == sha256(data).hexdigest())
        .limit(1)
    ).one_or_none()
    return IssuedFile(row.number, row.kind) if row else None
