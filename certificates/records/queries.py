"""Queries of certificates for other packages."""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from certificates.errors import CertificateErased, CertificateNotFound
from certificates.issue_data import Holder, Signatory, parse_achievement_details
from certificates.key_register.key_changes import certificates_signed_by
from certificates.key_register.key_register import public_keys, registered_qr_keys
from certificates.key_register.registered_keys import build_code_verifier
from certificates.log.log_audit import LogReport, check_log
from certificates.models import Certificate, CertificateFile, Issuer
from certificates.numbers import parse_number
from certificates.records.issuing import PILOT_LEVELS
from certificates.records.record_status import (
    IssuerSummary,
    build_status,
    certificate_state,
    code_outcome,
)
from certificates.records.statements import select_by_number, select_with_issuer
from certificates.records.status_changes import RENEWAL_PERIOD
from certificates.records.views import (
    CertificatePage,
    CertificateStatus,
    CertificateSummary,
    CheckedCode,
    HeldCertificate,
    IssuedRecord,
    IssuerProfile,
    PublicKey,
    StoredFile,
)
from certificates.status_lists.stored_lists import (
    status_indexes,
    status_list_credential,
    status_list_numbers,
)
from certificates.verification.code_verification import QrVerdict
from lms.kernel.merged_accounts import belongs_to
from lms.kernel.ports import get_ports
from lms.kernel.sealing.sealing import KeyDestroyed, open_key
from lms.kernel.sealing.secret_keys import SecretKey

__all__ = [
    "RENEWAL_PERIOD",
    "CertificatePage",
    "CertificateStatus",
    "CertificateSummary",
    "CheckedCode",
    "HeldCertificate",
    "IssuedRecord",
    "IssuerProfile",
    "LogReport",
    "PublicKey",
    "StoredFile",
    "certificate_page",
    "certificate_state",
    "certificate_status",
    "certificates_of_person",
    "certificates_signed_by",
    "check_code",
    "check_log",
    "current_issuer",
    "held_certificates",
    "issued_record",
    "issued_record_by_number",
    "public_keys",
    "registered_qr_keys",
    "status_indexes",
    "status_list_credential",
    "status_list_numbers",
    "stored_file",
]

BATCH_SIZE = 10_000  # ids in one statement; both databases allow more
NO_NUMBER = "----------------"  # looked up for malformed numbers, so that both take the same time


def certificate_status(session: Session, number: str, *, now: datetime) -> CertificateStatus:
    """Return the status of a number. Unknown and malformed numbers get the same answer."""
    known = {"number": parse_number(number) or NO_NUMBER}
    session.flush()  # pending changes must be visible to the statement
    row: Any = session.execute(select_by_number(), known).one_or_none()
    if row is None:
        return CertificateStatus("not-found", now)
    issuer = IssuerSummary(row.issuer_name, row.issuer_url) if row.issuer_name is not None else None
    return _status(session, row, issuer, now, row.replaced_by)


def certificates_of_person(session: Session, person_id: UUID) -> tuple[CertificateSummary, ...]:
    """Return the certificates of a person and of merged accounts, newest first."""
    rows = session.execute(_certificates_of(), {"person_id": person_id})
    return tuple(CertificateSummary(*row) for row in rows)


def kept_certificate_ids(session: Session, person_id: UUID) -> tuple[UUID, ...]:
    """Return the ids of certificates that outlive the erasure of this person."""
    is_kept = Certificate.person_id == person_id, Certificate.kept_at.is_not(None)
    return tuple(session.scalars(select(Certificate.id).where(*is_kept)))


@cache
def _certificates_of() -> Any:
    """Build the statement once, which takes longer than running it."""
    columns = [getattr(Certificate, name) for name in CertificateSummary.__slots__]
    return (
        select(*columns)
        .where(belongs_to(Certificate.person_id, bindparam("person_id")))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )


def held_certificates(
    session: Session, enrolment_ids: Collection[UUID], *, now: datetime
) -> dict[UUID, HeldCertificate]:
    """Return the newest certificate by enrolment id, preferring those not replaced.

    Certificates of erased holders are excluded.
    """
    wanted = list(enrolment_ids)
    held: dict[UUID, HeldCertificate] = {}
    for start in range(0, len(wanted), BATCH_SIZE):
        batch = Certificate.enrolment_id.in_(wanted[start : start + BATCH_SIZE])
        rows: Any = session.execute(_held().where(batch, Certificate.withdrawn_at.is_(None)))
        for row in rows:  # the last row of an enrolment wins
            held[row.enrolment_id] = HeldCertificate(
                row.number, certificate_state(row, now), row.is_specimen, row.issued_at
            )
    return held


@cache
def _held() -> Any:
    return select(
        Certificate.enrolment_id,
        Certificate.number,
        Certificate.is_specimen,
        Certificate.issued_at,
        Certificate.valid_until,
        Certificate.withdrawn_at,
        Certificate.revoked_at,
        Certificate.replaced_for,
        Certificate.suspended_at,
    ).order_by(Certificate.replaced_at.is_(None), Certificate.issued_at, Certificate.id)


def certificate_page(
    session: Session, number: str, *, person_id: UUID, now: datetime
) -> CertificatePage:
    """Return the certificate of its holder. Raises CertificateNotFound or CertificateErased."""
    row = session.execute(
        select_with_issuer().where(
            Certificate.number == (parse_number(number) or NO_NUMBER),
            belongs_to(Certificate.person_id, person_id),
        )
    ).one_or_none()
    if row is None:
        raise CertificateNotFound()
    certificate: Certificate = row.Certificate
    status = _status(session, certificate, row.Issuer, now, row.replaced_by)
    if status.state == "withdrawn":
        raise CertificateErased()
    key = open_key(session, certificate.data_key_id)
    qr_text = key.unseal(certificate.sealed_qr, context=f"qr:{certificate.id}").decode()
    return CertificatePage(certificate.id, status, qr_text, certificate.completed_on)


def issued_record(session: Session, certificate_id: UUID) -> IssuedRecord:
    """Return the unsealed record. Raises CertificateNotFound or CertificateErased."""
    row = session.execute(
        select_with_issuer().where(Certificate.id == certificate_id)
    ).one_or_none()
    if row is None:
        raise CertificateNotFound()
    certificate: Certificate = row.Certificate
    if certificate.withdrawn_at is not None:
        raise CertificateErased()
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
        level_shown=certificate.level + PILOT_LEVELS * certificate.is_pilot,
        achievement_code=certificate.achievement_code,
        list_number=certificate.list_number,
        status_index=certificate.status_index,
        completed_on=certificate.completed_on,
        generation=certificate.generation,
        details=parse_achievement_details(certificate.achievement_details),
    )


def issued_record_by_number(session: Session, number: str) -> IssuedRecord:
    """Return the unsealed record of a number; raises as `issued_record` does."""
    query = select(Certificate.id).where(Certificate.number == (parse_number(number) or NO_NUMBER))
    certificate_id = session.scalar(query)
    if certificate_id is None:
        raise CertificateNotFound()
    return issued_record(session, certificate_id)


def stored_file(session: Session, certificate_id: UUID, kind: str) -> StoredFile | None:
    """Return the row of a file in the current generation, or None."""
    row = session.execute(
        select(
            CertificateFile.kind,
            CertificateFile.file_name,
            CertificateFile.sha256,
            CertificateFile.generation,
        )
        .join(Certificate, Certificate.id == CertificateFile.certificate_id)
        .where(
            CertificateFile.certificate_id == certificate_id,
            CertificateFile.kind == kind,
            CertificateFile.generation == Certificate.generation,
        )
    ).one_or_none()
    return StoredFile(*row) if row else None


def check_code(session: Session, text: str, *, now: datetime) -> CheckedCode:
    """Check the text of a QR code against keys and hosts, then against the record."""
    verdict = code_verifier(session, now=now)(text)
    if verdict.claims is None or verdict.number is None:
        return CheckedCode(verdict.outcome, verdict, None)
    status = certificate_status(session, verdict.number, now=now)
    return CheckedCode(code_outcome(verdict.outcome, verdict.claims, status), verdict, status)


def code_verifier(session: Session, *, now: datetime) -> Callable[[str], QrVerdict]:
    """Return a verifier of QR codes that uses the keys and hosts of one query."""
    return build_code_verifier(registered_qr_keys(session), get_ports(session), now)


def current_issuer(session: Session) -> IssuerProfile | None:
    """Return the current issuer, or None if not set; all certificates are specimens then."""
    return _issuer_profile(session.scalar(select(Issuer).order_by(Issuer.version.desc()).limit(1)))


def _status(
    session: Session,
    certificate: Certificate,
    issuer: Issuer | IssuerSummary | None,
    now: datetime,
    replaced_by: str | None,
) -> CertificateStatus:
    return build_status(certificate, issuer, _name(session, certificate), now, replaced_by)


def _name(session: Session, certificate: Certificate) -> str | None:
    """Return the holder's name, or None if it was erased or the person's key was destroyed."""
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
