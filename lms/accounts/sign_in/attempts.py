"""Count attempts to sign in and requests for links. Callers commit."""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from lms.accounts.sign_in import throttle
from lms.accounts.sign_in.errors import SignInPaused
from lms.accounts.sign_in.models import SignInAttempt
from lms.kernel.clock import new_id
from lms.kernel.ports import get_ports


def count_attempt(session: Session, *, account: str, address: str, now: datetime) -> UUID:
    """Count an attempt before its password is checked, so that parallel attempts count too.

    Returns the id of the attempt. Raises SignInPaused. Account and address are stored as keyed
    hashes.
    """
    return _count(session, account, address, throttle.MAX_PER_ADDRESS, now)


def count_request(session: Session, *, account: str, address: str, now: datetime) -> None:
    """Count a request for a link, separately from attempts to sign in from the same address.

    Raises SignInPaused.
    """
    _count(session, account, f"asking {address}", throttle.MAX_REQUESTS_PER_ADDRESS, now)


def mark_succeeded(session: Session, attempt_id: UUID, *, now: datetime) -> None:
    """Mark an attempt as successful.

    Earlier failures of the account from this address are forgiven.
    """
    attempt = session.get(SignInAttempt, attempt_id)
    if attempt is None:
        return
    pair = (
        SignInAttempt.account_hash == attempt.account_hash,
        SignInAttempt.address_hash == attempt.address_hash,
        SignInAttempt.succeeded_at.is_(None),
    )
    session.execute(update(SignInAttempt).where(*pair).values(succeeded_at=now))


def _count(
    session: Session, account: str, address: str, limit_of_address: int, now: datetime
) -> UUID:
    key = get_ports(session).server_key.derive(b"sign-in attempts")
    account_hash, address_hash = _keyed(key, account), _keyed(key, address)
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.attempted_at < now - throttle.RETENTION)
    )
    if _failures(session, account_hash, address_hash, now).are_too_many(limit_of_address):
        raise SignInPaused(minutes=throttle.WINDOW // timedelta(minutes=1))
    attempt = SignInAttempt(
        id=new_id(), account_hash=account_hash, address_hash=address_hash, attempted_at=now
    )
    session.add(attempt)
    return attempt.id


def _failures(
    session: Session, account_hash: str, address_hash: str, now: datetime
) -> throttle.Failures:
    recent = (
        SignInAttempt.attempted_at > now - throttle.WINDOW,
        SignInAttempt.succeeded_at.is_(None),
    )
    of_account = SignInAttempt.account_hash == account_hash
    of_address = SignInAttempt.address_hash == address_hash

    def count(*conditions: ColumnElement[bool]) -> int:
        query = select(func.count()).select_from(SignInAttempt).where(*recent, *conditions)
        return session.scalar(query) or 0

    return throttle.Failures(count(of_account, of_address), count(of_account), count(of_address))


def _keyed(key: bytes, value: str) -> str:
    return hmac.digest(key, value.encode("utf-8", "replace"), "sha256").hex()
