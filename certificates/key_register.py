"""The register of signing keys: which sign now, which have signed, which have leaked.

The private parts stand behind the ports. A key enters the register before it signs, and the
issuance log tells when it entered and left, so that what it signed can be placed in time.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import issuance_log
from certificates.keys import KnownKeys, known_key
from certificates.models import SigningKey
from certificates.views import KeyState, PublicKey
from lms.kernel.clock import new_id
from lms.kernel.ports import ports_of


def public_keys(session: Session) -> tuple[PublicKey, ...]:
    """Every key of this installation: those that sign now first, then by age, the newest first."""
    signing_now = {key.kid: key for key in signing_keys(session)}
    rows = session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc())).all()
    known = [_of_row(row, signs_now=row.kid in signing_now) for row in rows]
    unused = signing_now.keys() - {row.kid for row in rows}
    fresh = [key for kid, key in signing_now.items() if kid in unused]
    return tuple(sorted([*fresh, *known], key=lambda key: not key.signs_now))


def known_qr_keys(session: Session) -> KnownKeys:
    """What the verification of a QR code needs: all Ed25519 keys, by the 4 bytes of their id."""
    return {
        bytes.fromhex(key.kid): known_key(
            key.public_key,
            is_specimen=key.is_specimen,
            is_compromised=key.state == "compromised",
            retired_at=key.retired_at,
        )
        for key in public_keys(session)
        if key.algorithm == "Ed25519"
    }


def signing_keys(session: Session) -> Iterator[PublicKey]:
    """The keys behind the ports, whether or not they have signed yet."""
    signers = ports_of(session).signers
    for signer, is_specimen in ((signers.signer, False), (signers.specimen_signer, True)):
        yield PublicKey(
            signer.key_id.hex(), "Ed25519", signer.public_key, "active", is_specimen, signs_now=True
        )
    for document_signer, is_specimen in (
        (signers.document_signer, False),
        (signers.specimen_document_signer, True),
    ):
        yield PublicKey(
            document_signer.key_id,
            "P-256",
            document_signer.public_key,
            "active",
            is_specimen,
            certificate_der=document_signer.certificate_der,
            signs_now=True,
        )


def register_keys(session: Session, *, now: datetime) -> None:
    """Enter the keys that sign now and are new. The caller holds the lock of the issuance log."""
    known = set(session.scalars(select(SigningKey.kid)))
    for key in signing_keys(session):
        if key.kid not in known:
            session.add(
                SigningKey(
                    id=new_id(),
                    kid=key.kid,
                    algorithm=key.algorithm,
                    is_specimen=key.is_specimen,
                    public_key=key.public_key,
                    certificate_der=key.certificate_der,
                    created_at=now,
                )
            )
            log_key(session, "key-added", key.public_key, now=now)


def may_sign(session: Session, kid: str) -> bool:
    """Whether a key stands in the register as neither retired nor leaked."""
    row = select(SigningKey.id).where(SigningKey.kid == kid, SigningKey.retired_at.is_(None))
    return session.scalar(row) is not None


def log_key(session: Session, event: str, public_key: bytes, *, now: datetime) -> None:
    issuance_log.append(
        session,
        event=event,
        certificate_id=None,
        content_hash=sha256(public_key).hexdigest(),
        now=now,
    )


def _of_row(row: SigningKey, *, signs_now: bool) -> PublicKey:
    return PublicKey(
        kid=row.kid,
        algorithm="P-256" if row.algorithm == "P-256" else "Ed25519",
        public_key=row.public_key,
        state=_state(row),
        is_specimen=row.is_specimen,
        created_at=row.created_at,
        retired_at=row.retired_at,
        compromised_at=row.compromised_at,
        certificate_der=row.certificate_der,
        signs_now=signs_now,
    )


def _state(row: SigningKey) -> KeyState:
    if row.compromised_at is not None:
        return "compromised"
    return "active" if row.retired_at is None else "retired"
