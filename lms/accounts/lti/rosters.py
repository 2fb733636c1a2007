"""Learners whom platforms name for their courses. Callers commit.

A roster lists expected people: nobody gets an account by it, since nobody has agreed yet. Names
are sealed with a key of the roster, and are deleted once they are of no use.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.accounts.lti.errors import LtiRosterNotFound
from lms.accounts.lti.models import LtiMember, LtiRoster
from lms.accounts.lti.roster_queries import (
    ExpectedMember,
    Roster,
    member_context,
    members_of_person,
)
from lms.kernel.audit import record
from lms.kernel.clock import new_id
from lms.kernel.sealing.sealing import create_key, destroy_key, open_key

LEFT_LIFETIME: Final = timedelta(days=30)  # of the name of a learner who has left
ROSTER_LIFETIME: Final = timedelta(days=180)  # of all names, since the last comparison


@dataclass(frozen=True, slots=True)
class PlatformMember:
    """A learner as the platform names them. `is_active` is False while the platform stops them."""

    subject: str
    name: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Renamed:
    """A learner whose name at the platform has changed."""

    member: PlatformMember
    former: str


@dataclass(frozen=True, slots=True)
class Differences:
    """What the platform says now, against what was stored by the last comparison."""

    new: tuple[PlatformMember, ...]  # or active again
    renamed: tuple[Renamed, ...]
    inactive: tuple[PlatformMember, ...]
    left: tuple[ExpectedMember, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.renamed or self.inactive or self.left)

    @property
    def changed(self) -> tuple[PlatformMember, ...]:
        """The members whose row changes or is added, each once."""
        renamed = tuple(entry.member for entry in self.renamed)
        return tuple(dict.fromkeys((*self.new, *self.inactive, *renamed)))


def compare(stored: Sequence[ExpectedMember], members: Iterable[PlatformMember]) -> Differences:
    """Compare the members at the platform with the stored ones. Pure."""
    known = {member.subject: member for member in stored if member.state != "left"}
    new, renamed, inactive, unchanged, seen = [], [], [], 0, set()
    for member in sorted(members, key=lambda member: (member.name, member.subject)):
        before = known.get(member.subject)
        seen.add(member.subject)
        is_renamed = before is not None and before.name != member.name
        if before is not None and is_renamed:
            renamed.append(Renamed(member, before.name))
        if member.is_active and (before is None or before.state != "active"):
            new.append(member)
        elif not member.is_active and (before is None or before.state != "inactive"):
            inactive.append(member)
        elif not is_renamed:
            unchanged += 1
    left = tuple(member for subject, member in known.items() if subject not in seen)
    return Differences(tuple(new), tuple(renamed), tuple(inactive), left, unchanged)


def members_digest(members: Iterable[PlatformMember]) -> str:
    """A hash of a list of members in any order, so that only the list that was shown is stored."""
    rows = sorted((member.subject, member.name, member.is_active) for member in members)
    return sha256(repr(rows).encode()).hexdigest()


def record_roster(session: Session, roster: Roster) -> None:
    """Store the roster that a launch names, or its new title and address."""
    row = session.scalar(
        select(LtiRoster)
        .where(
            LtiRoster.platform_id == roster.platform_id,
            LtiRoster.deployment_id == roster.deployment_id,
            LtiRoster.context_id == roster.context_id,
            LtiRoster.course_code == roster.course_code,
        )
        .with_for_update()
    )
    if row is None:
        row = LtiRoster(
            id=new_id(),
            platform_id=roster.platform_id,
            deployment_id=roster.deployment_id,
            context_id=roster.context_id,
            course_code=roster.course_code,
            title=roster.title,
            memberships_url=roster.memberships_url,
        )
        # Two people may open a new course at the same time; either row will do.
        with suppress(IntegrityError), session.begin_nested():
            session.add(row)
        return
    row.title, row.memberships_url = roster.title, roster.memberships_url


def lock_roster(session: Session, roster_id: UUID) -> LtiRoster:
    """Raises LtiRosterNotFound."""
    row = session.scalar(select(LtiRoster).where(LtiRoster.id == roster_id).with_for_update())
    if row is None:
        raise LtiRosterNotFound(roster_id=roster_id)
    return row


def begin_application(
    session: Session,
    roster_id: UUID,
    differences: Differences,
    *,
    applied_by: UUID,
    now: datetime,
) -> None:
    """Prepare a roster for its members, and record what will change. Raises LtiRosterNotFound.

    The members follow in batches, each in a transaction of its own.
    """
    row = lock_roster(session, roster_id)
    row.key_id, row.compared_at = row.key_id or create_key(session, now=now), now
    counts = {"new": len(differences.new), "renamed": len(differences.renamed)}
    counts |= {"inactive": len(differences.inactive), "left": len(differences.left)}
    record_access(session, "lti.roster-applied", roster_id, applied_by, now=now, counts=counts)


def store_members(
    session: Session, roster_id: UUID, members: Collection[PlatformMember], *, now: datetime
) -> None:
    """Add or change a batch of members. Raises LtiRosterNotFound before the application began."""
    key_id = session.scalar(select(LtiRoster.key_id).where(LtiRoster.id == roster_id))
    if key_id is None:
        raise LtiRosterNotFound(roster_id=roster_id)
    key = open_key(session, key_id)
    rows = session.scalars(
        select(LtiMember).where(
            LtiMember.roster_id == roster_id,
            LtiMember.subject.in_([member.subject for member in members]),
        )
    )
    known = {row.subject: row for row in rows}
    for member in members:
        state = "active" if member.is_active else "inactive"
        row = known.get(member.subject)
        if row is None:
            row = LtiMember(id=new_id(), roster_id=roster_id, subject=member.subject, state="")
            session.add(row)
        row.name = key.seal(member.name.encode(), context=member_context(roster_id, member.subject))
        if row.state != state:
            row.state, row.changed_at = state, now
    session.flush()


def mark_left(
    session: Session, roster_id: UUID, members: Collection[ExpectedMember], *, now: datetime
) -> None:
    """Note a batch of learners who have left. They stay in the list, and keep their account."""
    own = (
        LtiMember.roster_id == roster_id,
        LtiMember.subject.in_([member.subject for member in members]),
        LtiMember.state != "left",
    )
    session.execute(update(LtiMember).where(*own).values(state="left", changed_at=now))


def record_access(
    session: Session,
    action: str,
    roster_id: UUID,
    actor_id: UUID,
    *,
    now: datetime,
    counts: dict[str, int] | None = None,
) -> None:
    """Record in the audit trail that somebody has read or changed a roster."""
    record(
        session,
        action=action,
        actor_id=actor_id,
        subject_type="lti_roster",
        subject_id=roster_id,
        now=now,
        details=counts,
    )


def forget_members(session: Session, *, now: datetime) -> None:
    """Delete learners who left a month ago, and all of rosters without comparison for long."""
    is_old = LtiMember.changed_at < now - LEFT_LIFETIME
    session.execute(delete(LtiMember).where(LtiMember.state == "left", is_old))
    unused = LtiRoster.compared_at < now - ROSTER_LIFETIME
    for row in session.scalars(select(LtiRoster).where(unused).with_for_update()):
        session.execute(delete(LtiMember).where(LtiMember.roster_id == row.id))
        key_id, row.key_id, row.compared_at = row.key_id, None, None
        if key_id is not None:
            destroy_key(session, key_id, now=now)


def forget_person(session: Session, person_id: UUID) -> None:
    """Delete a person from all rosters, before their accounts are deleted."""
    session.execute(delete(LtiMember).where(LtiMember.id.in_(members_of_person(person_id))))
