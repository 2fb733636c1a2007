"""Changes to signing keys: retirement in a rotation, and leaks.

Signatures of a retired key stay valid. Signatures of a leaked key count only if the record
confirms them; they are reissued with a current key.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from certificates.errors import SigningKeyInUse, SigningKeyNotFound
from certificates.key_register.key_register import register_keys, signing_keys
from certificates.log import transparency_log
from certificates.models import Certificate, CertificateFile, SigningKey
from certificates.records.issuing import reissue_qr_signature
from lms.kernel import audit
from lms.kernel.jobs import add_job

REISSUE_JOB, MAKE_FILES_JOB = "sign-anew", "make-artefacts"


def register_current_keys(session: Session, *, now: datetime) -> None:
    """Register the current keys, at the start of the program and after a rotation."""
    transparency_log.lock(session)
    register_keys(session, now=now)


def retire_replaced_keys(
    session: Session, *, algorithms: Collection[str], retired_by: UUID | None, now: datetime
) -> tuple[str, ...]:
    """Register new keys and retire the keys that they replaced; return the retired key ids.

    Idempotent, so that the next rotation finishes an interrupted one.
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
    """Retire a key. Raises SigningKeyNotFound, or SigningKeyInUse for a current key."""
    register_current_keys(session, now=now)
    key = _key(session, kid)
    if key.kid in {active.kid for active in signing_keys(session)}:
        raise SigningKeyInUse(kid=kid)
    if key.retired_at is None:
        _retire(session, key, retired_by, now)


def mark_key_leaked(session: Session, kid: str, *, reported_by: UUID | None, now: datetime) -> UUID:
    """Mark a key as leaked; return the id of the job that reissues its signatures.

    Raises SigningKeyNotFound, or SigningKeyInUse for a current key: rotate it first.
    """
    register_current_keys(session, now=now)
    key = _key(session, kid)
    if key.kid in {active.kid for active in signing_keys(session)}:
        raise SigningKeyInUse(kid=kid)
    if key.compromised_at is None:
        key.retired_at = key.retired_at or now
        key.compromised_at = now
        transparency_log.append_key_event(session, event="key-leaked", key=key, now=now)
        _record(session, key, "leaked", reported_by, now)
    return add_job(
        session, kind=REISSUE_JOB, key=f"{REISSUE_JOB}:{kid}", arguments={"kid": kid}, now=now
    )


def certificates_signed_by(session: Session, kid: str) -> tuple[UUID, ...]:
    """Return the ids of certificates whose code or current files this key signed.

    Certificates of erased holders are excluded.
    """
    query = _signed_by(kid).with_only_columns(Certificate.id).order_by(Certificate.id)
    return tuple(session.scalars(query))


def reissue_signatures(session: Session, certificate_id: UUID, *, kid: str, now: datetime) -> None:
    """Sign the code of a certificate with the current key; start a new generation of its files.

    Does nothing if the key signed nothing current, so a retry changes nothing.
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
    transparency_log.append_key_event(session, event="key-retired", key=key, now=now)
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
