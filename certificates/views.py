"""What the queries of certificates give: frozen, each made for one page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from certificates.records import Holder, Signatory
from certificates.verification import QrVerdict
from lms.kernel.sealing import SecretKey

State = Literal["valid", "expired", "revoked", "withdrawn", "not-found"]


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """What anyone who has the number may know. Without a holder's data once it was withdrawn."""

    state: State
    checked_at: datetime
    number: str = ""
    name: str = ""
    course_code: str = ""
    title_id: str = ""
    title_en: str = ""
    hours: int = 0
    level: int = 0
    is_pilot: bool = False
    is_specimen: bool = False
    issued_at: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
    issuer_name: str | None = None
    issuer_url: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """A line of the holder's own list."""

    id: UUID
    number: str
    title_id: str
    title_en: str
    level: int
    is_pilot: bool
    is_specimen: bool
    issued_at: datetime
    valid_until: datetime | None
    revoked_at: datetime | None
    withdrawn_at: datetime | None

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_id


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """A certificate as its holder sees it."""

    id: UUID
    status: CertificateStatus
    qr_text: str
    completed_on: date

    def title(self, language: str) -> str:
        return self.status.title_en if language == "en" else self.status.title_id


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    version: int
    name: str
    url: str
    signatories: tuple[Signatory, ...]
    set_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedRecord:
    """Everything that a rendering needs, unsealed."""

    id: UUID
    number: str
    qr_text: str
    host: str
    holder: Holder
    title_id: str
    title_en: str
    hours: int
    level: int
    is_pilot: bool
    is_specimen: bool
    issued_at: datetime
    valid_until: datetime | None
    issuer: IssuerProfile | None
    key: SecretKey


@dataclass(frozen=True, slots=True)
class StoredArtefact:
    kind: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A QR code after its signature and its record were looked at.

    The outcome is a state of the record, or specimen, differs, unreadable, foreign-host,
    unknown-key or forged. `status` is None where the signature was not ours.
    """

    outcome: str
    verdict: QrVerdict
    status: CertificateStatus | None
