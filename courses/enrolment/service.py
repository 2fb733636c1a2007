"""Enrols learners, moves them between cohorts, locks and completes enrolments. Callers commit."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseNotFound
from courses.catalogue.models import CourseVersion
from courses.conflict_free import insert_if_absent
from courses.enrolment.models import Cohort, Enrolment, is_active
from lms.kernel.clock import new_id


def enrol_learner(
    session: Session, *, person_id: UUID, course_version_id: UUID, now: datetime
) -> UUID:
    """Enrol a person in the open cohort of a version and return the enrolment id.

    An active enrolment in the course is kept, whatever its version. Raises CourseNotFound.
    """
    version = session.get(CourseVersion, course_version_id)
    if version is None:
        raise CourseNotFound(course=str(course_version_id))
    find = select(Enrolment.id).where(
        Enrolment.person_id == person_id, Enrolment.course_id == version.course_id, is_active()
    )
    existing_id = session.scalar(find)
    if existing_id is not None:
        return existing_id
    insert_if_absent(
        session,
        Enrolment,
        {
            "id": new_id(),
            "person_id": person_id,
            "course_id": version.course_id,
            "course_version_id": version.id,
            "cohort_id": _open_cohort(session, version, now),
            "started_at": now,
        },
    )
    return session.scalars(find).one()


def begin_version(
    session: Session,
    *,
    person_id: UUID,
    course_version_id: UUID,
    cohort_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Make a person's enrolment in a version the active one of the course, and return its id.

    The enrolment that was active is superseded and keeps all that belongs to it. Without one in
    this version, the person is enrolled in `cohort_id`, or else in the open cohort. Idempotent.
    Raises CourseNotFound.
    """
    version = session.get(CourseVersion, course_version_id)
    if version is None:
        raise CourseNotFound(course=str(course_version_id))
    of_course = Enrolment.person_id == person_id, Enrolment.course_id == version.course_id
    lock_enrolments(session, session.scalars(select(Enrolment.id).where(*of_course)).all())
    of_version = *of_course, Enrolment.course_version_id == version.id
    leave = update(Enrolment).where(
        *of_course, is_active(), Enrolment.course_version_id != version.id
    )
    session.execute(leave.values(superseded_at=now))
    session.execute(update(Enrolment).where(*of_version).values(superseded_at=None))
    insert_if_absent(
        session,
        Enrolment,
        {
            "id": new_id(),
            "person_id": person_id,
            "course_id": version.course_id,
            "course_version_id": version.id,
            "cohort_id": cohort_id or _open_cohort(session, version, now),
            "started_at": now,
        },
    )
    return session.scalars(select(Enrolment.id).where(*of_version)).one()


def move_to_open_cohort(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Move an enrolment into the open cohort of its version; progress is kept."""
    enrolment = session.get_one(Enrolment, enrolment_id)
    version = session.get_one(CourseVersion, enrolment.course_version_id)
    enrolment.cohort_id = _open_cohort(session, version, now)


def lock_enrolments(session: Session, enrolment_ids: Collection[UUID]) -> None:
    """Lock enrolments until the end of the transaction. SQLite has one writer anyway.

    Uses FOR NO KEY UPDATE: callers have often inserted rows that reference the enrolment, and the
    key lock of such a row would deadlock two transactions that both lock FOR UPDATE.
    """
    mine = select(Enrolment.id).where(Enrolment.id.in_(enrolment_ids)).order_by(Enrolment.id)
    session.execute(mine.with_for_update(key_share=True)).all()


def mark_completed(session: Session, enrolment_id: UUID, *, now: datetime) -> None:
    """Set the time of completion, once."""
    session.execute(
        update(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.completed_at.is_(None))
        .values(completed_at=now)
    )


def get_or_open_cohort(session: Session, course_version_id: UUID, *, now: datetime) -> UUID:
    """Return the cohort of independent learners of a version. Raises CourseNotFound."""
    version = session.get(CourseVersion, course_version_id)
    if version is None:
        raise CourseNotFound(course=str(course_version_id))
    return _open_cohort(session, version, now)


def _open_cohort(session: Session, version: CourseVersion, now: datetime) -> UUID:
    insert_if_absent(
        session,
        Cohort,
        {
            "id": new_id(),
            "course_version_id": version.id,
            "name": f"{version.title_id} ({version.label})",
            "plan_rule": "submitted",
            "is_open": True,
            "created_at": now,
        },
    )
    choose = select(Cohort.id).where(Cohort.course_version_id == version.id, Cohort.is_open)
    return session.scalars(choose).one()
