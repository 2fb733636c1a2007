"""What other packages may read of certificates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from certificates.errors import CertificateNotFound, CertificateWithdrawn
from certificates.models import Artefact, Certificate, Issuer
from certificates.numbers import parse_number
from certificates.records import Holder, Signatory
from lms.kernel.sealing import KeyDestroyed, SecretKey, open_key

State = Literal["valid", "expired", "revoked", "withdrawn", "not-found"]
NO_NUMBER = "----------------"  # asked for when a number is malformed, so that both take as long


@dataclass(frozen=True, slots=True)
class CertificateStatus:
    """What anyone who has the number may know. Without a holder's data once it was withdrawn."""

    state: State
    checked_at: datetime
    number: str = ""
    name: str = ""
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


def certificate_status(session: Session, number: str, *, now: datetime) -> CertificateStatus:
    """Unknown and malformed numbers are answered alike, after the same look-up."""
    row = session.execute(
        _with_issuer().where(Certificate.number == (parse_number(number) or NO_NUMBER))
    ).one_or_none()
    if row is None:
        return CertificateStatus("not-found", now)
    return _status(session, row.Certificate, row.Issuer, now)


def certificates_of(session: Session, person_id: UUID) -> tuple[CertificateSummary, ...]:
    """A person's certificates, the newest first."""
    columns = [getattr(Certificate, name) for name in CertificateSummary.__slots__]
    rows = session.execute(
        select(*columns)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    return tuple(CertificateSummary(*row) for row in rows)


def certificate_page(
    session: Session, number: str, *, person_id: UUID, now: datetime
) -> CertificatePage:
    """The holder's own certificate; another person's is not found."""
    row = session.execute(
        _with_issuer().where(
            Certificate.number == (parse_number(number) or NO_NUMBER),
            Certificate.person_id == person_id,
        )
    ).one_or_none()
    if row is None:
        raise CertificateNotFound()
    certificate: Certificate = row.Certificate
    status = _status(session, certificate, row.Issuer, now)
    if status.state == "withdrawn":
        raise CertificateWithdrawn()
    key = open_key(session, certificate.data_key_id)
    qr_text = key.unseal(certificate.sealed_qr, context=f"qr:{certificate.id}").decode()
    return CertificatePage(certificate.id, status, qr_text, certificate.completed_on)


def issued_record(session: Session, certificate_id: UUID) -> IssuedRecord:
    row = session.execute(_with_issuer().where(Certificate.id == certificate_id)).one_or_none()
    if row is None:
        raise CertificateNotFound()
    certificate: Certificate = row.Certificate
    if certificate.withdrawn_at is not None:
        raise CertificateWithdrawn()
    key = open_key(session, certificate.data_key_id)
    return IssuedRecord(
        id=certificate.id,
        number=certificate.number,
        qr_text=key.unseal(certificate.sealed_qr, context=f"qr:{certificate.id}").decode(),
        host=certificate.host,
        holder=_holder(certificate, key),
        title_id=certificate.title_id,
        title_en=certificate.title_en,
        hours=certificate.hours,
        level=certificate.level,
        is_pilot=certificate.is_pilot,
        is_specimen=certificate.is_specimen,
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        issuer=_issuer_profile(row.Issuer),
        key=key,
    )


def stored_artefact(session: Session, certificate_id: UUID, kind: str) -> StoredArtefact | None:
    row = session.execute(
        select(Artefact.kind, Artefact.file_name, Artefact.sha256).where(
            Artefact.certificate_id == certificate_id, Artefact.kind == kind
        )
    ).one_or_none()
    return StoredArtefact(*row) if row else None


def current_issuer(session: Session) -> IssuerProfile | None:
    """None until an administrator has set one; until then every certificate is a specimen."""
    return _issuer_profile(session.scalar(select(Issuer).order_by(Issuer.version.desc()).limit(1)))


def _with_issuer() -> Select[Certificate, Issuer]:
    return select(Certificate, Issuer).outerjoin(Issuer, Issuer.id == Certificate.issuer_id)


def _status(
    session: Session, certificate: Certificate, issuer: Issuer | None, now: datetime
) -> CertificateStatus:
    name = _name(session, certificate)
    if name is None:
        return CertificateStatus(
            "withdrawn",
            now,
            number=certificate.number,
            is_specimen=certificate.is_specimen,
            host=certificate.host,
        )
    return CertificateStatus(
        state=_state(certificate, now),
        checked_at=now,
        number=certificate.number,
        name=name,
        title_id=certificate.title_id,
        title_en=certificate.title_en,
        hours=certificate.hours,
        level=certificate.level,
        is_pilot=certificate.is_pilot,
        is_specimen=certificate.is_specimen,
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        revoked_at=certificate.revoked_at,
        issuer_name=issuer.name if issuer else None,
        issuer_url=issuer.url if issuer else "",
        host=certificate.host,
    )


def _state(certificate: Certificate, now: datetime) -> State:
    if certificate.revoked_at is not None:
        return "revoked"
    if certificate.valid_until is not None and certificate.valid_until <= now:
        return "expired"
    return "valid"


def _name(session: Session, certificate: Certificate) -> str | None:
    """None once the holder's data is erased, also where only the person's key was destroyed."""
    if certificate.withdrawn_at is not None:
        return None
    try:
        return _holder(certificate, open_key(session, certificate.data_key_id)).name
    except KeyDestroyed:
        return None


def _holder(certificate: Certificate, key: SecretKey) -> Holder:
    return Holder(**key.unseal_json(certificate.sealed_holder, context=f"holder:{certificate.id}"))


def _issuer_profile(issuer: Issuer | None) -> IssuerProfile | None:
    if issuer is None:
        return None
    signatories = tuple(Signatory(**signatory) for signatory in issuer.signatories)
    return IssuerProfile(issuer.version, issuer.name, issuer.url, signatories, issuer.set_at)
