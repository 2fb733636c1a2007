"""Read merge requests and merged accounts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.merging.errors import MergeNotFound, MergeOver
from lms.accounts.merging.models import AccountMerge
from lms.accounts.models import Person
from lms.kernel import merged_accounts


@dataclass(frozen=True, slots=True)
class OpenMerge:
    """A request to merge: `person_id` stays, `other_id` will be closed."""

    id: UUID
    person_id: UUID
    other_id: UUID
    expires_at: datetime


def open_merge(session: Session, merge_id: UUID, *, person_id: UUID, now: datetime) -> OpenMerge:
    """Raises MergeNotFound or MergeOver."""
    row = session.execute(
        select(AccountMerge, Person.fs_uniquifier, Person.active)
        .join(Person, Person.id == AccountMerge.other_id)
        .where(AccountMerge.id == merge_id, AccountMerge.person_id == person_id)
    ).one_or_none()
    if row is None:
        raise MergeNotFound()
    merge: AccountMerge = row.AccountMerge
    has_changed = merge.epoch != row.fs_uniquifier or not row.active
    if merge.merged_at is not None or merge.expires_at <= now or has_changed:
        raise MergeOver()
    return OpenMerge(merge.id, merge.person_id, merge.other_id, merge.expires_at)


def former_accounts(session: Session, person_id: UUID) -> tuple[UUID, ...]:
    """The accounts that were merged into this one, oldest first."""
    query = merged_accounts.former_accounts(person_id).order_by(AccountMerge.merged_at)
    return tuple(session.scalars(query))
