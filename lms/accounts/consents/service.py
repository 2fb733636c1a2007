"""Give and withdraw consent."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from lms.accounts import queries
from lms.accounts.consents import purposes as known
from lms.accounts.models import Consent
from lms.kernel.database.later_of import later_of


def give_consents(
    session: Session, person_id: UUID, *, purposes: Collection[str], now: datetime
) -> None:
    """Store consent to these purposes in the current version. Existing consents stay.

    Raises ConsentUnknown.
    """
    for purpose in purposes:
        known.require_known_purpose(purpose)
        if not queries.has_consented(session, person_id, purpose):
            version = known.VERSIONS[purpose]
            consent = Consent(person_id=person_id, purpose=purpose, version=version, given_at=now)
            session.add(consent)


def withdraw_consent(session: Session, person_id: UUID, *, purpose: str, now: datetime) -> None:
    """Raises ConsentUnknown, or ConsentNeeded for the purpose that only erasure can end."""
    known.require_withdrawable(purpose)
    _withdraw(session, person_id, now, Consent.purpose == purpose)


def withdraw_all_consents(session: Session, person_id: UUID, *, now: datetime) -> None:
    """End the consents of a person who is being erased or whose account is closed by a merge."""
    _withdraw(session, person_id, now)


def _withdraw(
    session: Session, person_id: UUID, now: datetime, *conditions: ColumnElement[bool]
) -> None:
    is_current = Consent.person_id == person_id, Consent.withdrawn_at.is_(None), *conditions
    withdrawn_at = later_of(now, Consent.given_at)
    session.execute(update(Consent).where(*is_current).values(withdrawn_at=withdrawn_at))
