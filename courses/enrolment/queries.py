"""Read models of enrolments and cohorts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from courses.catalogue.models import Course, CourseVersion
from courses.enrolment import models as tables
from courses.enrolment.errors import CohortNotFound, EnrolmentNotFound
from lms.kernel.merged_accounts import is_open_account


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person's enrolment in a course version. `superseded_at` is None for the active one."""

    id: UUID
    person_id: UUID
    cohort_id: UUID
    course_version_id: UUID
    course_code: str
    started_at: datetime
    completed_at: datetime | None
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class CohortProgress:
    """A cohort with the number of members and of those who have completed the course."""

    id: UUID
    name: str
    course_code: str
    organisation_id: UUID | None
    members: int
    completed: int


def enrolment(session: Session, enrolment_id: UUID) -> Enrolment:
    """Raises EnrolmentNotFound."""
    return _get(session, tables.Enrolment.id == enrolment_id)


def get_own_enrolment(session: Session, enrolment_id: UUID, *, person_id: UUID) -> Enrolment:
    """The enrolment if it belongs to this person. Raises EnrolmentNotFound otherwise."""
    return _get(
        session, tables.Enrolment.id == enrolment_id, tables.Enrolment.person_id == person_id
    )


def enrolment_of(session: Session, person_id: UUID, course_code: str) -> Enrolment:
    """The person's active enrolment in a course. Raises EnrolmentNotFound."""
    return _get(
        session,
        tables.Enrolment.person_id == person_id,
        Course.code == course_code,
        tables.is_active(),
    )


def enrolment_in_version(session: Session, person_id: UUID, version_id: UUID) -> Enrolment:
    """The person's enrolment in a version, active or superseded. Raises EnrolmentNotFound."""
    return _get(
        session,
        tables.Enrolment.person_id == person_id,
        tables.Enrolment.course_version_id == version_id,
    )


def enrolments_in_course(session: Session, person_id: UUID, course_code: str) -> list[Enrolment]:
    """The person's enrolments in all versions of a course: the active one first, then by start."""
    values = {"person_id": person_id, "course_code": course_code}
    return [Enrolment(*row) for row in session.execute(_in_course(), values)]


def ids_in_same_course(enrolment_id: UUID) -> Select[UUID]:
    """Ids of all enrolments of the same person in the same course, this one included."""
    same = aliased(tables.Enrolment)
    return (
        select(tables.Enrolment.id)
        .join(
            same,
            (same.person_id == tables.Enrolment.person_id)
            & (same.course_id == tables.Enrolment.course_id),
        )
        .where(same.id == enrolment_id)
    )


def enrolments_in_version(
    session: Session, person_ids: Collection[UUID], version_id: UUID
) -> dict[UUID, UUID]:
    """Enrolment ids of these people in a course version, active or not, by person id."""
    query = select(tables.Enrolment.person_id, tables.Enrolment.id).where(
        tables.Enrolment.person_id.in_(person_ids),
        tables.Enrolment.course_version_id == version_id,
    )
    return {row[0]: row[1] for row in session.execute(query)}


def enrolments_of_cohort(session: Session, cohort_id: UUID) -> tuple[UUID, ...]:
    """Ids of the enrolments that count in a cohort, in the order of enrolment."""
    query = select(tables.Enrolment.id).where(
        tables.Enrolment.cohort_id == cohort_id, tables.counts_in_cohort()
    )
    return tuple(session.scalars(query.order_by(tables.Enrolment.id)))


def unfinished_enrolments(
    session: Session, cohort_ids: Collection[UUID], *, person_id: UUID | None = None
) -> dict[UUID, UUID]:
    """Person ids by enrolment id, for active enrolments in these cohorts that are incomplete.

    `person_id` limits the result to one person. Enrolments of merged accounts are left out.
    """
    query = select(tables.Enrolment.id, tables.Enrolment.person_id).where(
        tables.Enrolment.cohort_id.in_(cohort_ids),
        tables.Enrolment.completed_at.is_(None),
        tables.is_active(),
        is_open_account(tables.Enrolment.person_id),
    )
    if person_id is not None:
        query = query.where(tables.Enrolment.person_id == person_id)
    return {row[0]: row[1] for row in session.execute(query.order_by(tables.Enrolment.id))}


def count_enrolments(session: Session) -> int:
    """Return the number of enrolments in all courses."""
    return session.scalar(select(func.count()).select_from(tables.Enrolment)) or 0


def list_cohorts(session: Session) -> tuple[CohortProgress, ...]:
    """All cohorts with at least one member, by name."""
    joined = _cohorts().having(func.count(tables.Enrolment.id) > 0)
    rows = session.execute(joined.order_by(tables.Cohort.name, tables.Cohort.id))
    return tuple(CohortProgress(*row) for row in rows)


def get_cohort(session: Session, cohort_id: UUID) -> CohortProgress:
    """Raises CohortNotFound."""
    row = session.execute(_cohorts().where(tables.Cohort.id == cohort_id)).one_or_none()
    if row is None:
        raise CohortNotFound(name=str(cohort_id))
    return CohortProgress(*row)


def cohort_of_enrolment(session: Session, enrolment_id: UUID) -> CohortProgress:
    """The cohort of an enrolment. Raises EnrolmentNotFound."""
    return get_cohort(session, enrolment(session, enrolment_id).cohort_id)


def _cohorts() -> Select[UUID, str, str, UUID | None, int, int]:
    return (
        select(
            tables.Cohort.id,
            tables.Cohort.name,
            Course.code,
            tables.Cohort.organisation_id,
            func.count(tables.Enrolment.id),
            func.count(tables.Enrolment.completed_at),
        )
        .join(CourseVersion, CourseVersion.id == tables.Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .outerjoin(
            tables.Enrolment,
            (tables.Enrolment.cohort_id == tables.Cohort.id) & tables.counts_in_cohort(),
        )
        .group_by(tables.Cohort.id, tables.Cohort.name, Course.code, tables.Cohort.organisation_id)
    )


def find_cohort_id(session: Session, text: str) -> UUID:
    """The id of the cohort with this id or name.

    Raises CohortNotFound if there is none, or if two cohorts share the name.
    """
    by_id = [tables.Cohort.id == UUID(text)] if _is_id(text) else []
    query = select(tables.Cohort.id).where(or_(tables.Cohort.name == text, *by_id))
    ids = session.scalars(query).all()
    if len(ids) != 1:
        raise CohortNotFound(name=text)
    return ids[0]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _get(session: Session, *conditions: ColumnElement[bool]) -> Enrolment:
    row = session.execute(_enrolments().where(*conditions)).one_or_none()
    if row is None:
        raise EnrolmentNotFound()
    return Enrolment(*row)


@cache
def _in_course() -> Any:
    """Built once, since each launch from a learning platform runs it."""
    person_id = bindparam("person_id", type_=tables.Enrolment.person_id.type)
    newest_first = tables.Enrolment.started_at.desc(), tables.Enrolment.id
    return (
        _enrolments()
        .where(tables.Enrolment.person_id == person_id, Course.code == bindparam("course_code"))
        .order_by(tables.Enrolment.superseded_at.is_not(None), *newest_first)
    )


def _enrolments() -> Select[
    UUID, UUID, UUID, UUID, str, datetime, datetime | None, datetime | None
]:
    return select(
        tables.Enrolment.id,
        tables.Enrolment.person_id,
        tables.Enrolment.cohort_id,
        tables.Enrolment.course_version_id,
        Course.code,
        tables.Enrolment.started_at,
        tables.Enrolment.completed_at,
        tables.Enrolment.superseded_at,
    ).join(Course, Course.id == tables.Enrolment.course_id)
