"""Finds the certificate of a file by the hash of the file."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateFile


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """A file made here: number of its certificate and kind of file."""

    number: str
    kind: str


def find_issued_file(session: Session, data: bytes) -> IssuedFile | None:
    """Return None unless the bytes are those of a file made here."""
    row = session.execute(
        select(Certificate.number, CertificateFile.kind)
        .join(CertificateFile, CertificateFile.certificate_id == Certificate.id)
        .where(CertificateFile.sha256 == sha256(data).hexdigest())
        .limit(1)
    ).one_or_none()
    return IssuedFile(row.number, row.kind) if row else None
