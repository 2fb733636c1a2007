"""Commands on cohorts, enrolment in them and announcements. Callers commit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import CourseVersion
from courses.cohorts.errors import (
    CohortEndsBeforeItBegins,
    CohortNotFound,
    PaceUnknown,
    PlanRuleUnknown,
)
from courses.cohorts.models import Announcement
from courses.cohorts.pace import PACES
from courses.cohorts.rules import MAX_ANNOUNCEMENT_LENGTH, MAX_COHORT_NAME_LENGTH, PLAN_RULES
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Cohort, Enrolment, counts_in_cohort, is_active
from courses.enrolment.service import begin_version
from lms.kernel.clock import new_id
from lms.kernel.database.later_of import later_of
from lms.kernel.texts.texts import TextMissing, clean_line, clean_text


@dataclass(frozen=True, slots=True)
class CohortDetails:
    """Details of a cohort that a coordinator enters."""

    name: str
    starts_on: date | None = None
    ends_on: date | None = None
    plan_rule: str = "submitted"
    pace: str = "free"
    is_attendance_counted: bool = False


def open_cohort(
    session: Session,
    *,
    organisation_id: UUID,
    course_version_id: UUID,
    facts: CohortDetails,
    now: datetime,
) -> UUID:
    """Open a cohort of an organisation on one course version, which never changes.

    Raises CourseNotFound, TextMissing, PaceUnknown, PlanRuleUnknown or CohortEndsBeforeItBegins.
    """
    if session.get(CourseVersion, course_version_id) is None:
        raise CourseNotFound(course=str(course_version_id))
    cohort = Cohort(
        id=new_id(),
        organisation_id=organisation_id,
        course_version_id=course_version_id,
        is_open=False,
        created_at=now,
    )
    _describe(cohort, facts)
    session.add(cohort)
    return cohort.id


def change_cohort(session: Session, cohort_id: UUID, *, facts: CohortDetails) -> None:
    """Change name, dates, pace or rules. Completed enrolments stay completed.

    Raises CohortNotFound and the errors of `open_cohort`.
    """
    cohort = session.scalar(select(Cohort).where(Cohort.id == cohort_id).with_for_update())
    if cohort is None or cohort.organisation_id is None:
        raise CohortNotFound()
    _describe(cohort, facts)


def enrol_in_cohort(
    session: Session,
    *,
    person_id: UUID,
    cohort_id: UUID,
    now: datetime,
    leaves: UUID | None = None,
) -> UUID:
    """Enrol a person in a cohort and return the enrolment id.

    A person who already takes the course keeps version and progress. They move to the new cohort
    only from the open cohort of independent learners or from the cohort `leaves`. A person who has
    completed an earlier version begins that of the cohort. Raises CohortNotFound.
    """
    cohort = session.get(Cohort, cohort_id)
    version = session.get(CourseVersion, cohort.course_version_id) if cohort else None
    if cohort is None or version is None:
        raise CohortNotFound()
    if member_id := session.scalar(_membership(person_id, cohort_id)):
        return member_id
    if begins_next_version(session, person_id=person_id, course_version_id=version.id):
        return begin_version(
            session,
            person_id=person_id,
            course_version_id=version.id,
            cohort_id=cohort.id,
            now=now,
        )
    insert_if_absent(
        session,
        Enrolment,
        {
            "id": new_id(),
            "person_id": person_id,
            "course_id": version.course_id,
            "course_version_id": version.id,
            "cohort_id": cohort.id,
            "started_at": now,
        },
    )
    mine = Enrolment.person_id == person_id, Enrolment.course_id == version.course_id, is_active()
    move = update(Enrolment).where(*mine, Enrolment.cohort_id.in_(_cohorts_to_leave(leaves)))
    session.execute(move.values(cohort_id=cohort.id))
    return session.scalars(select(Enrolment.id).where(*mine)).one()


def begins_next_version(session: Session, *, person_id: UUID, course_version_id: UUID) -> bool:
    """Whether the person has completed an earlier version and is not enrolled in this one."""
    own, this, other = aliased(CourseVersion), aliased(CourseVersion), aliased(Enrolment)
    is_there = exists().where(
        other.person_id == person_id, other.course_version_id == course_version_id
    )
    query = (
        select(Enrolment.id)
        .join(own, own.id == Enrolment.course_version_id)
        .join(this, (this.course_id == own.course_id) & (this.number > own.number))
        .where(
            this.id == course_version_id,
            Enrolment.person_id == person_id,
            Enrolment.completed_at.is_not(None),
            is_active(),
            ~is_there,
        )
    )
    return session.scalar(query) is not None


def post_announcement(
    session: Session, *, cohort_id: UUID, text: str, posted_by: UUID, now: datetime
) -> UUID:
    """Show a text on the home page of a cohort. Raises TextMissing."""
    cleaned = clean_text(text, max_length=MAX_ANNOUNCEMENT_LENGTH)
    if not cleaned:
        raise TextMissing()
    announcement = Announcement(
        id=new_id(), cohort_id=cohort_id, text=cleaned, posted_by=posted_by, posted_at=now
    )
    session.add(announcement)
    return announcement.id


def end_announcement(
    session: Session, announcement_id: UUID, *, cohort_id: UUID, now: datetime
) -> None:
    """Remove an announcement. Idempotent; ignores announcements of other cohorts."""
    key = Announcement.id == announcement_id, Announcement.cohort_id == cohort_id
    current = update(Announcement).where(*key, Announcement.ended_at.is_(None))
    session.execute(current.values(ended_at=later_of(now, Announcement.posted_at)))


def _membership(person_id: UUID, cohort_id: UUID) -> Select[UUID]:
    """The enrolment of a person that counts in a cohort; the active one, if there are two."""
    mine = Enrolment.person_id == person_id, Enrolment.cohort_id == cohort_id
    superseded_last = Enrolment.superseded_at.is_not(None)
    return select(Enrolment.id).where(*mine, counts_in_cohort()).order_by(superseded_last).limit(1)


def _cohorts_to_leave(leaves: UUID | None) -> Select[UUID]:
    """Open cohorts of independent learners, and the cohort `leaves`."""
    if leaves is None:
        return select(Cohort.id).where(Cohort.is_open)
    return select(Cohort.id).where(Cohort.is_open | (Cohort.id == leaves))


def _describe(cohort: Cohort, facts: CohortDetails) -> None:
    name = clean_line(facts.name, max_length=MAX_COHORT_NAME_LENGTH)
    if not name:
        raise TextMissing()
    if facts.pace not in PACES:
        raise PaceUnknown(pace=facts.pace)
    if facts.plan_rule not in PLAN_RULES:
        raise PlanRuleUnknown(rule=facts.plan_rule)
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise CohortEndsBeforeItBegins()
    cohort.name, cohort.pace, cohort.plan_rule = name, facts.pace, facts.plan_rule
    cohort.starts_on, cohort.ends_on = facts.starts_on, facts.ends_on
    cohort.is_attendance_counted = facts.is_attendance_counted


def enrol_new_members(
    session: Session, person_ids: Collection[UUID], *, cohort_id: UUID, now: datetime
) -> None:
    """Enrol many people who take no course yet, in one statement. Raises CohortNotFound."""
    cohort = session.get(Cohort, cohort_id)
    version = session.get(CourseVersion, cohort.course_version_id) if cohort else None
    if version is None:
        raise CohortNotFound()
    rows = [
        {
            "id": new_id(),
            "person_id": person_id,
            "course_id": version.course_id,
            "course_version_id": version.id,
            "cohort_id": cohort_id,
            "started_at": now,
        }
        for person_id in person_ids
    ]
    if rows:
        session.execute(insert(Enrolment), rows)


def delete_enrolments_of(session: Session, person_ids: Collection[UUID]) -> None:
    """Delete the enrolments of people who have never signed in and have no progress."""
    session.execute(delete(Enrolment).where(Enrolment.person_id.in_(person_ids)))
