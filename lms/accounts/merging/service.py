"""Merge two accounts of one person. Callers commit."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.accounts.api_tokens import service as api_tokens
from lms.accounts.audit_trail import record_about
from lms.accounts.consents.service import withdraw_all_consents
from lms.accounts.contact_changes import queries as contact_changes
from lms.accounts.contact_changes.models import ContactChange
from lms.accounts.lti.models import LtiAccount, LtiScore
from lms.accounts.merging import queries
from lms.accounts.merging.errors import MergeFromRole, MergeOver, MergeTooEarly, MergeWithItself
from lms.accounts.merging.models import AccountMerge
from lms.accounts.models import Person, PersonNotice
from lms.accounts.oidc.models import OidcAccount, OidcState
from lms.accounts.passkeys.models import Passkey
from lms.accounts.queries import person_profile
from lms.accounts.roles import service as roles
from lms.accounts.roles.queries import is_staff
from lms.accounts.sessions.epochs import new_session_key
from lms.accounts.sessions.models import SignInSession
from lms.accounts.sign_in.link_revocation import revoke_links_by_others
from lms.accounts.sign_in.models import SignInLink
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of

LIFETIME: Final = timedelta(minutes=30)


def request_merge(session: Session, person_id: UUID, *, other_id: UUID, now: datetime) -> UUID:
    """Store a merge request, after the person has proved that both accounts are theirs.

    Returns its id. Raises MergeWithItself, MergeTooEarly or MergeFromRole, or MergeOver if an
    account is not active.
    """
    if person_id == other_id:
        raise MergeWithItself()
    other = _lock_both(session, person_id, other_id)
    _require_no_open_objection(session, person_id, other_id, now)
    _require_no_new_role(session, person_id, other_id)
    earlier = AccountMerge.person_id == person_id, AccountMerge.merged_at.is_(None)
    session.execute(delete(AccountMerge).where(*earlier))
    merge = AccountMerge(
        id=new_id(),
        person_id=person_id,
        other_id=other_id,
        epoch=other.fs_uniquifier,
        asked_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(merge)
    record_about(session, "person.merge-asked", person_id, actor_id=person_id, now=now)
    return merge.id


def begin_merge(
    session: Session, merge_id: UUID, *, person_id: UUID, now: datetime
) -> queries.OpenMerge:
    """Close the other account and transfer its roles. Other domains transfer their rows afterwards.

    Of two requests at once only one succeeds. Raises MergeNotFound, MergeOver, MergeTooEarly or
    MergeFromRole.
    """
    merge = queries.open_merge(session, merge_id, person_id=person_id, now=now)
    other = _lock_both(session, person_id, merge.other_id)
    _require_no_open_objection(session, person_id, other.id, now)
    _require_no_new_role(session, person_id, other.id)
    waiting = (
        AccountMerge.id == merge_id,
        AccountMerge.merged_at.is_(None),
        AccountMerge.epoch == other.fs_uniquifier,
    )
    done = (
        update(AccountMerge)
        .where(*waiting)
        .values(merged_at=later_of(now, AccountMerge.asked_at))
        .returning(AccountMerge.id)
    )
    if session.execute(done).first() is None:
        raise MergeOver()
    # Accounts that were merged into the other one before now point to the remaining one.
    earlier = AccountMerge.person_id == other.id, AccountMerge.merged_at.is_not(None)
    session.execute(update(AccountMerge).where(*earlier).values(person_id=person_id))
    roles.transfer_roles(session, other.id, person_id, now=now)
    for table in (LtiAccount, LtiScore):
        of_other = table.person_id == other.id
        session.execute(update(table).where(of_other).values(person_id=person_id))
    added = update(OidcAccount).where(OidcAccount.person_id == other.id)
    session.execute(added.values(person_id=person_id, created_at=now))
    revoke_links_by_others(session, person_id, now=now)  # claims are transferred too
    _close(session, other, now)
    details: dict[str, object] = {"other_id": str(other.id)}
    record_about(session, "person.merged", person_id, actor_id=person_id, now=now, details=details)
    return merge


def lock_account(session: Session, person_id: UUID) -> None:
    """Lock the account, so that no merge changes it during this transaction."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())


def _close(session: Session, other: Person, now: datetime) -> None:
    """Deactivate the account. It keeps its contact, so that no other account can take it."""
    for table in (SignInSession, SignInLink, ContactChange, Passkey, PersonNotice, OidcState):
        session.execute(delete(table).where(table.person_id == other.id))
    unfinished = AccountMerge.person_id == other.id, AccountMerge.merged_at.is_(None)
    session.execute(delete(AccountMerge).where(*unfinished))
    api_tokens.revoke_tokens_of(session, other.id, now=now)
    withdraw_all_consents(session, other.id, now=now)
    other.password, other.active = None, False
    other.fs_uniquifier = new_session_key()


def _require_no_open_objection(
    session: Session, person_id: UUID, other_id: UUID, now: datetime
) -> None:
    """Raises MergeTooEarly. An intruder who has changed the contact must not close the account."""
    until = contact_changes.objection_until(session, (person_id, other_id), now=now)
    if until is not None:
        raise MergeTooEarly(until=until)


def _require_no_new_role(session: Session, person_id: UUID, other_id: UUID) -> None:
    """Raises MergeFromRole. A first role would remove the ways in of an account from elsewhere."""
    is_from_elsewhere = person_profile(session, person_id).is_from_elsewhere
    if is_from_elsewhere and is_staff(session, other_id) and not is_staff(session, person_id):
        raise MergeFromRole()


def _lock_both(session: Session, person_id: UUID, other_id: UUID) -> Person:
    """Lock both accounts in the order of their ids and return the other one. Raises MergeOver."""
    both = select(Person).where(Person.id.in_((person_id, other_id)), Person.active)
    people = {p.id: p for p in session.scalars(both.order_by(Person.id).with_for_update())}
    if people.keys() != {person_id, other_id}:
        raise MergeOver()
    return people[other_id]
