"""Changes to certificates for other packages. Callers commit."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from certificates.errors import (
    CertificateErased,
    CertificateNotFound,
    InvalidIssuerName,
    InvalidIssuerUrl,
)
from certificates.issue_data import Achievement, Holder, Recipient, Signatory
from certificates.key_register.key_changes import (
    mark_key_leaked,
    register_current_keys,
    reissue_signatures,
    retire_key,
    retire_replaced_keys,
)
from certificates.log import transparency_log
from certificates.models import Certificate, CertificateFile, Issuer
from certificates.records.corrections import (
    close_correction,
    decline_correction,
    mark_approved,
    reassign_corrections,
    request_correction,
    require_open_correction,
)
from certificates.records.issuing import add_certificate, add_years
from certificates.records.status_changes import (
    begin_refresher,
    is_renewed,
    renew,
    restore,
    revoke,
    supersede,
    supersede_by_existing,
    suspend,
)
from certificates.status_lists.stored_lists import (
    request_list_signing,
    request_signing_of_all_lists,
    schedule_daily_signing,
    store_status_list,
)
from lms.kernel import audit
from lms.kernel.clock import new_id
from lms.kernel.jobs import add_job
from lms.kernel.sealing.sealing import destroy_key, rewrap_for_server

__all__ = [
    "begin_refresher",
    "decline_correction",
    "erase_holder",
    "is_renewed",
    "issue_certificate",
    "lock_certificates",
    "mark_approved",
    "mark_key_leaked",
    "reassign_corrections",
    "register_current_keys",
    "reissue_signatures",
    "renew",
    "request_correction",
    "request_signing_of_all_lists",
    "require_open_correction",
    "restore",
    "retain_certificate",
    "retire_key",
    "retire_replaced_keys",
    "revoke",
    "schedule_daily_signing",
    "set_issuer",
    "store_file",
    "store_status_list",
    "supersede",
    "supersede_by_existing",
    "suspend",
]

MAX_ISSUER_LENGTH = 200


def issue_certificate(
    session: Session,
    *,
    enrolment_id: UUID,
    person_id: UUID,
    person_key_id: UUID,
    holder: Holder,
    achievement: Achievement,
    completed_on: date,
    now: datetime,
) -> UUID:
    """Issue once for an enrolment and an achievement; a retry returns the current certificate.

    Raises SignerUnavailable.
    """
    if issued := _issued(session, enrolment_id, achievement.code):
        return issued
    transparency_log.lock(session)
    if issued := _issued(session, enrolment_id, achievement.code):
        return issued
    issued_at = now.replace(microsecond=0)
    return add_certificate(
        session,
        Recipient(enrolment_id, person_id, person_key_id, holder),
        achievement,
        completed_on=completed_on,
        valid_until=add_years(issued_at, achievement.valid_years),
        now=now,
    ).id


def lock_certificates(session: Session) -> None:
    """Block issuing and changes until the transaction ends.

    An erasure calls this before it reads, so that it misses no certificate.
    """
    transparency_log.lock(session)


def erase_holder(session: Session, certificate_id: UUID, *, now: datetime) -> None:
    """Erase the holder: key, sealed data and files. The state becomes "withdrawn".

    Raises CertificateNotFound.
    """
    transparency_log.lock(session)
    certificate = _certificate(session, certificate_id)
    if certificate.withdrawn_at is not None:
        return
    erase_holder_data(session, certificate, now=now)
    _log(session, "withdrawn", certificate, transparency_log.GENESIS_HASH, now)
    request_list_signing(session, certificate.list_number, now=now)


def erase_holder_data(session: Session, certificate: Certificate, *, now: datetime) -> None:
    """Erase key, sealed data and files, without an entry in the log. The caller holds its lock."""
    destroy_key(session, certificate.data_key_id, now=now)
    certificate.withdrawn_at, certificate.kept_at = now, None
    certificate.sealed_holder, certificate.sealed_qr = b"", b""
    session.execute(delete(CertificateFile).where(CertificateFile.certificate_id == certificate.id))
    add_job(
        session,
        kind="remove-artefacts",
        key=f"remove-artefacts:{certificate.id}",
        arguments={"certificate_id": str(certificate.id)},
        now=now,
    )
    close_correction(session, certificate.id, now=now)


def retain_certificate(session: Session, certificate_id: UUID, *, now: datetime) -> None:
    """Wrap the key with the server's, so that the certificate outlives an erasure.

    Raises CertificateNotFound or CertificateErased.
    """
    transparency_log.lock(session)
    certificate = _certificate(session, certificate_id)
    if certificate.withdrawn_at is not None:
        raise CertificateErased()
    if certificate.kept_at is not None:
        return
    rewrap_for_server(session, certificate.data_key_id)
    certificate.kept_at = now
    _log(session, "kept", certificate, transparency_log.GENESIS_HASH, now)


def set_issuer(
    session: Session,
    *,
    name: str,
    url: str,
    signatories: Sequence[Signatory],
    set_by: UUID | None,
    now: datetime,
) -> UUID:
    """Add a version of the issuer; certificates issued earlier keep theirs.

    Raises InvalidIssuerName or InvalidIssuerUrl.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= MAX_ISSUER_LENGTH:
        raise InvalidIssuerName(max=MAX_ISSUER_LENGTH)
    if url and not (urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname):
        raise InvalidIssuerUrl()
    transparency_log.lock(session)
    last = session.scalar(select(func.max(Issuer.version))) or 0
    issuer = Issuer(
        id=new_id(),
        version=last + 1,
        name=name,
        url=url,
        signatories=[asdict(signatory) for signatory in signatories],
        set_by=set_by,
        set_at=now,
    )
    session.add(issuer)
    audit.record(
        session,
        action="issuer.set",
        actor_id=set_by,
        subject_type="issuer",
        subject_id=issuer.id,
        now=now,
        details={"version": issuer.version},
    )
    return issuer.id


def store_file(
    session: Session,
    certificate_id: UUID,
    *,
    kind: str,
    file_name: str,
    data: bytes,
    now: datetime,
    generation: int = 1,
    key_id: str | None = None,
) -> None:
    """Insert the row of a sealed file, unless its kind and generation have one.

    `data` is unsealed. `key_id` is the key that signed it, if any. Raises CertificateNotFound or
    CertificateErased.
    """
    transparency_log.lock(session)
    if _certificate(session, certificate_id).withdrawn_at is not None:
        raise CertificateErased()
    stored = select(CertificateFile.id).where(
        CertificateFile.certificate_id == certificate_id,
        CertificateFile.kind == kind,
        CertificateFile.generation == generation,
    )
    if session.scalar(stored) is None:
        session.add(
            CertificateFile(
                certificate_id=certificate_id,
                kind=kind,
                sha256=sha256(data).hexdigest(),
                byte_count=len(data),
                file_name=file_name,
                made_at=now,
                generation=generation,
                key_id=key_id,
            )
        )


def _issued(session: Session, enrolment_id: UUID, code: str) -> UUID | None:
    return session.scalar(
        select(Certificate.id).where(
            Certificate.enrolment_id == enrolment_id,
            Certificate.achievement_code == code,
            Certificate.replaced_at.is_(None),
        )
    )


def _certificate(session: Session, certificate_id: UUID) -> Certificate:
    certificate = session.get(Certificate, certificate_id)
    if certificate is None:
        raise CertificateNotFound()
    return certificate


def _log(
    session: Session, event: str, certificate: Certificate, content_hash: str, now: datetime
) -> None:
    transparency_log.append(
        session, event=event, certificate_id=certificate.id, content_hash=content_hash, now=now
    )
