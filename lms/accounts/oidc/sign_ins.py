"""Started sign-ins at providers. Callers commit."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.accounts.oidc.models import OidcState
from lms.kernel.tokens import hash_token

STATE_LIFETIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class StartedSignIn:
    """What the answer of a provider must match. `person_id` links an account to their own."""

    provider_id: UUID
    nonce: str
    code_verifier: str = field(repr=False)
    person_id: UUID | None
    next_path: str
    is_expired: bool


def start_sign_in(
    session: Session,
    provider_id: UUID,
    *,
    state: str,
    person_id: UUID | None,
    next_path: str,
    now: datetime,
) -> StartedSignIn:
    """Store a started sign-in with a new nonce and code verifier. Deletes expired ones."""
    session.execute(delete(OidcState).where(OidcState.expires_at < now - STATE_LIFETIME))
    row = OidcState(
        state_hash=hash_token(state),
        provider_id=provider_id,
        nonce=secrets.token_urlsafe(24),
        code_verifier=secrets.token_urlsafe(48),
        person_id=person_id,
        next_path=next_path,
        expires_at=now + STATE_LIFETIME,
    )
    session.add(row)
    return StartedSignIn(
        provider_id, row.nonce, row.code_verifier, person_id, next_path, is_expired=False
    )


def take_sign_in(session: Session, state: str, *, now: datetime) -> StartedSignIn | None:
    """Delete a started sign-in and return it; None if it is unknown or was taken before."""
    row = session.execute(
        delete(OidcState)
        .where(OidcState.state_hash == hash_token(state))
        .returning(
            OidcState.provider_id,
            OidcState.nonce,
            OidcState.code_verifier,
            OidcState.person_id,
            OidcState.next_path,
            OidcState.expires_at,
        )
    ).one_or_none()
    return StartedSignIn(*row[:5], is_expired=row.expires_at < now) if row else None
