"""Changes to signing keys: retired in a rotation, or known to have leaked.

A retired key keeps verifying what it signed. What a leaked one signed counts only where the record
confirms it, and everything that it signed is signed anew from the records.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from certificates.errors import SigningKeyInUse, SigningKeyNotFound
from certificates.key_register.key_register import log_key, register_keys, signing_keys
from certificates.log import transparency_log
from certificates.models import Certificate, CertificateFile, SigningKey
from certificates.records.issuing import reissue_qr_signature
from lms.kernel import audit
from lms.kernel.jobs import add_job

REISSUE_JOB, MAKE_FILES_JOB = "sign-anew", "make-artefacts"


def register_current_keys(session: Session, *, now: datetime) -> None:
    """Enter the keys that sign now, at the start of the program and after a rotation."""
    transparency_log.lock(session)
    register_keys(session, now=now)


def retire_replaced_keys(
    session: Session, *, algorithms: Collection[str], retired_by: UUID | None, now: datetime
) -> tuple[str, ...]:
    """After new keys took the place of old ones: enter those, retire these. Gives the retired.

    Idempotent, so that a rotation that was cut short is finished by the next.
    """
    register_current_keys(session, now=now)
    signing_now = {key.kid for key in signing_keys(session)}
    replaced = session.scalars(
        select(SigningKey).where(
            SigningKey.algorithm.in_(algorithms),
            SigningKey.is_specimen.is_(False),
            SigningKey.retired_at.is_(None),
            SigningKey.kid.not_in(signing_now),
        )
    ).all()
    for key in replaced:
        _retire(session, key, retired_by, now)
    return tuple(key.kid for key in replaced)


def retire_key(session: Session, kid: str, *, retired_by: UUID | None, now: datetime) -> None:
    """Let a key sign nothing more. Raises SigningKeyInUse for one that still does: rotate that."""
    register_current_keys(session, now=now)
    key = _key(session, kid)
    if key.kid in {one.kid for one in signing_keys(session)}:
        raise SigningKeyInUse(kid=kid)
    if key.retired_at is None:
        _retire(session, key, retired_by, now)


def mark_key_leaked(session: Session, kid: str, *, reported_by: UUID | None, now: datetime) -> UUID:
    """Trust nothing that the key signed any longer. Gives the job that signs anew.

    Raises SigningKeyInUse while it signs: first another key takes its place.
    """
    register_current_keys(session, now=now)
    key = _key(session, kid)
    if key.kid in {one.kid for one in signing_keys(session)}:
        raise SigningKeyInUse(kid=kid)
    if key.compromised_at is None:
        key.retired_at = key.retired_at or now
        key.compromised_at = now
        log_key(session, "key-leaked", key.public_key, now=now)
        _record(session, key, "leaked", reported_by, now)
    return add_job(
        session, kind=REISSUE_JOB, key=f"{REISSUE_JOB}:{kid}", arguments={"kid": kid}, now=now
    )


def certificates_signed_by(session: Session, kid: str) -> tuple[UUID, ...]:
    """Those whose code, or a file that counts now, was signed with this key; withdrawn ones not."""
    found = _signed_by(kid).with_only_columns(Certificate.id).order_by(Certificate.id)
    return tuple(session.scalars(found))


def reissue_signatures(session: Session, certificate_id: UUID, *, kid: str, now: datetime) -> None:
    """Sign a certificate's code with the key of today and open a new generation of its files.

    Nothing happens where the key signed nothing that counts now, so a retry changes nothing.
    """
    transparency_log.lock(session)
    certificate = session.scalar(_signed_by(kid).where(Certificate.id == certificate_id))
    if certificate is None:
        return
    if certificate.signing_key_id == kid:
        reissue_qr_signature(session, certificate, now=now)
    certificate.generation += 1
    transparency_log.append(
        session,
        event="re-signed",
        certificate_id=certificate.id,
        content_hash=transparency_log.compute_content_hash(certificate),
        now=now,
    )
    add_job(
        session,
        kind=MAKE_FILES_JOB,
        key=f"{MAKE_FILES_JOB}:{certificate.id}:{certificate.generation}",
        arguments={"certificate_id": str(certificate.id)},
        now=now,
    )


def _signed_by(kid: str) -> Select[Certificate]:
    files = exists().where(
        CertificateFile.certificate_id == Certificate.id,
        CertificateFile.generation == Certificate.generation,
        CertificateFile.key_id == kid,
    )
    return select(Certificate).where(
        or_(Certificate.signing_key_id == kid, files), Certificate.withdrawn_at.is_(None)
    )


def _retire(session: Session, key: SigningKey, actor: UUID | None, now: datetime) -> None:
    key.retired_at = now
    log_key(session, "key-retired", key.public_key, now=now)
    _record(session, key, "retired", actor, now)


def _key(session: Session, kid: str) -> SigningKey:
    key = session.scalar(select(SigningKey).where(SigningKey.kid == kid))
    if key is None:
        raise SigningKeyNotFound(kid=kid)
    return key


def _record(
    session: Session, key: SigningKey, event: str, actor: UUID | None, now: datetime
) -> None:
    audit.record(
        session,
        action=f"signing-key.{event}",
        actor_id=actor,
        subject_type="signing-key",
        subject_id=key.id,
        now=now,
        details={"kid": key.kid},
    )
