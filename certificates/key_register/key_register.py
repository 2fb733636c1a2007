"""The register of signing keys: which sign now, which have signed, which have leaked.

The private parts stand behind the ports. A key enters the register before it signs, and the
issuance log tells when it entered and left, so that what it signed can be placed in time.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.key_register.registered_keys import all_public_keys, signer_keys
from certificates.keys.ed25519_keys import KnownKeys, qr_keys
from certificates.log import transparency_log
from certificates.models import SigningKey
from certificates.records.views import PublicKey
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports


def public_keys(session: Session) -> tuple[PublicKey, ...]:
    """Every key of this installation: those that sign now first, then by age, the newest first."""
    rows = session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc())).all()
    return all_public_keys(rows, get_ports(session).signers)


def registered_qr_keys(session: Session) -> KnownKeys:
    """What the verification of a QR code needs."""
    return qr_keys(public_keys(session))


def signing_keys(session: Session) -> Iterator[PublicKey]:
    """The keys behind the ports, whether or not they have signed yet."""
    return signer_keys(get_ports(session).signers)


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
    transparency_log.append(
        session,
        event=event,
        certificate_id=None,
        content_hash=sha256(public_key).hexdigest(),
        now=now,
    )
