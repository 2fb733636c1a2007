"""Read the learners whom platforms name for their courses."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lms.accounts.lti.errors import LtiRosterNotFound
from lms.accounts.lti.models import LtiAccount, LtiMember, LtiPlatform, LtiRoster
from lms.accounts.models import Person
from lms.kernel.sealing.sealing import open_key


@dataclass(frozen=True, slots=True)
class Roster:
    """A course of a platform, as a launch names it. `course_code` may be empty."""

    platform_id: UUID
    deployment_id: str
    context_id: str
    course_code: str
    title: str
    memberships_url: str


@dataclass(frozen=True, slots=True)
class StoredRoster:
    """A roster with the time of its last comparison."""

    id: UUID
    roster: Roster
    compared_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExpectedMember:
    """A learner of a roster. `state` is active, inactive or left."""

    subject: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class PersonListing:
    """A person in the list of a platform's course: `title` there, `course_code` here."""

    platform: str
    title: str
    course_code: str
    subject: str
    name: str
    state: str
    changed_at: datetime  # of the state


def rosters(session: Session, platform_id: UUID) -> list[StoredRoster]:
    """The rosters of a platform by title."""
    statement = select(LtiRoster).where(LtiRoster.platform_id == platform_id)
    rows = session.scalars(statement.order_by(LtiRoster.title, LtiRoster.course_code, LtiRoster.id))
    return [_stored(row) for row in rows]


def roster(session: Session, platform_id: UUID, roster_id: UUID) -> StoredRoster:
    """A roster of this platform. Raises LtiRosterNotFound."""
    row = session.get(LtiRoster, roster_id)
    if row is None or row.platform_id != platform_id:
        raise LtiRosterNotFound(roster_id=roster_id)
    return _stored(row)


def is_recorded(session: Session, named: Roster) -> bool:
    """Whether the roster is stored with this title and address."""
    return (
        session.scalar(
            select(LtiRoster.id).where(
                LtiRoster.platform_id == named.platform_id,
                LtiRoster.deployment_id == named.deployment_id,
                LtiRoster.context_id == named.context_id,
                LtiRoster.course_code == named.course_code,
                LtiRoster.title == named.title,
                LtiRoster.memberships_url == named.memberships_url,
            )
        )
        is not None
    )


def expected_members(session: Session, roster_id: UUID) -> list[ExpectedMember]:
    """The learners of a roster by name."""
    key_id = session.scalar(select(LtiRoster.key_id).where(LtiRoster.id == roster_id))
    if key_id is None:
        return []
    key = open_key(session, key_id)
    rows = session.execute(
        select(LtiMember.subject, LtiMember.name, LtiMember.state).where(
            LtiMember.roster_id == roster_id
        )
    )
    members = [
        ExpectedMember(
            row.subject,
            key.unseal(row.name, context=member_context(roster_id, row.subject)).decode(),
            row.state,
        )
        for row in rows
    ]
    return sorted(members, key=lambda member: (member.name, member.subject))


def people_of_members(session: Session, roster_id: UUID) -> dict[str, UUID]:
    """The active people who have an account here, by their subject at the platform."""
    rows = session.execute(
        select(LtiMember.subject, Person.id)
        .join(LtiRoster, LtiRoster.id == LtiMember.roster_id)
        .join(LtiPlatform, LtiPlatform.id == LtiRoster.platform_id)
        .join(
            LtiAccount,
            (LtiAccount.issuer == LtiPlatform.issuer) & (LtiAccount.subject == LtiMember.subject),
        )
        .join(Person, Person.id == LtiAccount.person_id)
        .where(LtiMember.roster_id == roster_id, Person.active)
    )
    return {row.subject: row.id for row in rows}


def listings_of(session: Session, person_id: UUID) -> list[PersonListing]:
    """What platforms say of a person who has opened the tool from them, by platform and course."""
    rows = session.execute(
        select(LtiMember, LtiRoster, LtiRoster.key_id, LtiPlatform.name)
        .join(LtiRoster, LtiRoster.id == LtiMember.roster_id)
        .join(LtiPlatform, LtiPlatform.id == LtiRoster.platform_id)
        .where(LtiMember.id.in_(members_of_person(person_id)))
        .order_by(LtiPlatform.name, LtiRoster.title, LtiMember.id)
    )
    listings = []
    for member, roster_row, key_id, platform in rows:
        if key_id is None:  # a list without comparison has no members
            continue
        key = open_key(session, key_id)
        context = member_context(roster_row.id, member.subject)
        listings.append(
            PersonListing(
                platform=platform,
                title=roster_row.title,
                course_code=roster_row.course_code,
                subject=member.subject,
                name=key.unseal(member.name, context=context).decode(),
                state=member.state,
                changed_at=member.changed_at,
            )
        )
    return listings


def members_of_person(person_id: UUID) -> Select[UUID]:
    """The ids of the members who are a person, by their accounts at the platforms."""
    return (
        select(LtiMember.id)
        .join(LtiRoster, LtiRoster.id == LtiMember.roster_id)
        .join(LtiPlatform, LtiPlatform.id == LtiRoster.platform_id)
        .join(
            LtiAccount,
            (LtiAccount.issuer == LtiPlatform.issuer) & (LtiAccount.subject == LtiMember.subject),
        )
        .where(LtiAccount.person_id == person_id)
    )


def member_context(roster_id: UUID, subject: str) -> str:
    """What binds a sealed name to its row."""
    return f"lti_member:{roster_id}:{subject}"


def _stored(row: LtiRoster) -> StoredRoster:
    named = Roster(
        row.platform_id,
        row.deployment_id,
        row.context_id,
        row.course_code,
        row.title,
        row.memberships_url,
    )
    return StoredRoster(row.id, named, row.compared_at)
