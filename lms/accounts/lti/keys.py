"""RSA keys of the tool, sealed with data keys. Callers commit.

A new key is published for a week before it signs, since platforms cache key sets. The key that
signed before it stays published until the next rotation.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc.jwk import RSAKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.lti.models import LtiKey
from lms.kernel.sealing.sealing import create_key, destroy_key, seal, unseal

KEY_SIZE: Final = 2048
LEAD: Final = timedelta(days=7)
MAX_AGE: Final = timedelta(days=180)
PUBLISHED: Final = 2


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key that signs now."""

    kid: str
    der: bytes = field(repr=False)


def rotate_keys(session: Session, *, now: datetime) -> bool:
    """Create the first key, or a new one when the newest is older than MAX_AGE.

    Destroys keys that are no longer published. Returns whether a key was created.
    """
    rows = _rows(session)
    if rows and rows[0].created_at > now - MAX_AGE:
        return False
    _add_key(session, now=now, signs_from=now + LEAD if rows else now)
    for row in rows[PUBLISHED - 1 :]:
        session.delete(row)
        session.flush()
        destroy_key(session, row.key_id, now=now)
    return True


def published_keys(session: Session) -> list[dict[str, Any]]:
    """The public keys as JWK (RFC 7517), newest first."""
    return [dict(row.public_jwk) for row in _rows(session)[:PUBLISHED]]


def signing_key(session: Session, *, now: datetime) -> SigningKey | None:
    """The newest key that may sign, or None before the first platform is registered."""
    row = next((row for row in _rows(session) if row.signs_from <= now), None)
    if row is None:
        return None
    return SigningKey(row.kid, unseal(session, row.key_id, row.sealed, context=_context(row.kid)))


def _add_key(session: Session, *, now: datetime, signs_from: datetime) -> None:
    key = RSAKey.generate_key(KEY_SIZE, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    kid = str(key.kid)
    key_id = create_key(session, now=now)
    sealed = seal(session, key_id, key.as_der(private=True), context=_context(kid))
    session.add(
        LtiKey(
            kid=kid,
            public_jwk=dict(key.as_dict(private=False)),
            key_id=key_id,
            sealed=sealed,
            created_at=now,
            signs_from=signs_from,
        )
    )
    session.flush()


def _rows(session: Session) -> list[LtiKey]:
    return list(session.scalars(select(LtiKey).order_by(LtiKey.created_at.desc(), LtiKey.kid)))


def _context(kid: str) -> str:
    return f"lti_key:{kid}"
