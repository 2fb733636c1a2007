"""Add, use and remove passkeys. Callers commit."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.accounts.audit_trail import record_about
from lms.accounts.passkeys import queries
from lms.accounts.passkeys.errors import LastWayIn, PasskeyKnown, PasskeyNotFound
from lms.accounts.passkeys.models import Passkey
from lms.accounts.queries import person_profile
from lms.kernel.clock import new_id


def add_passkey(
    session: Session,
    *,
    person_id: UUID,
    name: str,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    facts: queries.PasskeyFacts,
    now: datetime,
) -> UUID:
    """Store a passkey and return its id. Raises PasskeyKnown."""
    if queries.passkey_credential(session, credential_id) is not None:
        raise PasskeyKnown()
    passkey = Passkey(
        id=new_id(),
        person_id=person_id,
        name=name,
        credential_id=credential_id,
        public_key=public_key,
        sign_count=sign_count,
        facts=dict(facts),
        created_at=now,
    )
    session.add(passkey)
    record_about(session, "passkey.added", person_id, actor_id=person_id, now=now)
    return passkey.id


def mark_passkey_used(
    session: Session, passkey_id: UUID, *, sign_count: int, now: datetime
) -> None:
    """Store the new signature counter and the time of use."""
    passkey = session.get_one(Passkey, passkey_id)
    passkey.sign_count, passkey.last_used_at = sign_count, now


def remove_passkey(session: Session, passkey_id: UUID, *, person_id: UUID, now: datetime) -> None:
    """Remove a passkey of this person.

    Raises PasskeyNotFound, or LastWayIn if there is no password and no other passkey.
    """
    own = queries.passkeys_of(session, person_id)
    if passkey_id not in {passkey.id for passkey in own}:
        raise PasskeyNotFound(passkey_id=passkey_id)
    if len(own) == 1 and not person_profile(session, person_id).has_password:
        raise LastWayIn()
    session.execute(delete(Passkey).where(Passkey.id == passkey_id))
    record_about(session, "passkey.removed", person_id, actor_id=person_id, now=now)
