"""Read models of certificates: frozen, each made for one page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from certificates.issue_data import AchievementDetails, Holder, Signatory
from certificates.verification.code_verification import QrVerdict
from lms.kernel.sealing.secret_keys import SecretKey

State = Literal["valid", "suspended", "revoked", "superseded", "expired", "withdrawn", "not-found"]
KeyState = Literal["active", "retired", "compromised"]


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """What anyone with the number may know. Empty of personal data after an erasure."""

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
    suspended_at: datetime | None = None
    replaced_at: datetime | None = None
    replaced_by: str = ""  # number of the replacement


@dataclass(frozen=True, slots=True)
class CertificateSummary:
    """A certificate in the holder's own list."""

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
    suspended_at: datetime | None
    replaced_at: datetime | None
    replaced_for: str | None

    def title(self, language: str) -> str:
        return self.title_en if language == "en" else self.title_id


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """The current certificate of an enrolment, without its holder."""

    number: str
    state: State
    is_specimen: bool
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """A certificate on the page of its holder."""

    id: UUID
    status: CertificateStatus
    qr_text: str
    completed_on: date

    def title(self, language: str) -> str:
        return self.status.title_en if language == "en" else self.status.title_id


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """A version of the issuer."""

    version: int
    name: str
    url: str
    signatories: tuple[Signatory, ...]
    set_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedRecord:
    """Everything that the files of a certificate are made from, unsealed."""

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
    level_shown: int  # as in the QR code: 2 is added in a pilot
    achievement_code: str
    list_number: int
    status_index: int
    completed_on: date
    generation: int  # of files; grows when signatures are reissued after a key leak
    details: AchievementDetails


@dataclass(frozen=True, slots=True)
class StoredFile:
    """The row of a stored file; `sha256` is that of the unsealed bytes."""

    kind: str
    file_name: str
    sha256: str
    generation: int = 1


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that signs or has signed here, for did.json, JWKS, scanners and verifiers.

    `kid` is the hex of the 4 bytes for Ed25519, the thumbprint of RFC 7638 for P-256. `public_key`
    is raw (32 bytes) or an uncompressed point (65 bytes). `created_at` is None before a key has
    signed. Signatures of a compromised key count only if the record confirms them.
    """

    kid: str
    algorithm: Literal["Ed25519", "P-256"]
    public_key: bytes
    state: KeyState
    is_specimen: bool
    created_at: datetime | None = None
    retired_at: datetime | None = None
    compromised_at: datetime | None = None
    certificate_der: bytes | None = None  # X.509, of P-256 keys
    signs_now: bool = False


@dataclass(frozen=True, slots=True)
class CheckedCode:
    """A QR code whose signature and record were checked.

    The outcome is a state of the record, or specimen, differs, unreadable, foreign-host,
    unknown-key or forged. `status` is None without a valid signature of this installation.
    """

    outcome: str
    verdict: QrVerdict
    status: CertificateStatus | None
