"""The register of signing keys: current, retired and leaked.

Private keys are behind the ports. A key is registered before it signs. The transparency log has
the times of registration and retirement, so that its signatures can be dated.
"""

from collections.abc import Iterator
from datetime import datetime

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
    """Return all keys of this installation: current keys first, then newest first."""
    rows = session.scalars(select(SigningKey).order_by(SigningKey.created_at.desc())).all()
    return all_public_keys(rows, get_ports(session).signers)


def registered_qr_keys(session: Session) -> KnownKeys:
    """Return the keys that QR codes are verified with."""
    return qr_keys(public_keys(session))


def signing_keys(session: Session) -> Iterator[PublicKey]:
    """Yield the current keys behind the ports."""
    return signer_keys(get_ports(session).signers)


def register_keys(session: Session, *, now: datetime) -> None:
    """Register new current keys. The caller holds the lock of the log."""
    known = set(session.scalars(select(SigningKey.kid)))
    for key in signing_keys(session):
        if key.kid not in known:
            row = SigningKey(
                id=new_id(),
                kid=key.kid,
                algorithm=key.algorithm,
                is_specimen=key.is_specimen,
                public_key=key.public_key,
                certificate_der=key.certificate_der,
                created_at=now,
            )
            session.add(row)
            transparency_log.append_key_event(session, event="key-added", key=row, now=now)


def may_sign(session: Session, kid: str) -> bool:
    """Whether a key is registered and neither retired nor leaked."""
    row = select(SigningKey.id).where(SigningKey.kid == kid, SigningKey.retired_at.is_(None))
    return session.scalar(row) is not None
