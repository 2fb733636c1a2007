"""Queries on cohorts, their learners and announcements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from courses.catalogue.models import Course, CourseVersion
from courses.cohorts.errors import CohortNotFound
from courses.cohorts.models import Announcement
from courses.enrolment.models import Cohort, Enrolment, counts_in_cohort, is_active
from lms.kernel.merged_accounts import is_open_account


@dataclass(frozen=True, slots=True)
class CohortView:
    """A cohort with the name of its course."""

    id: UUID
    organisation_id: UUID | None
    name: str
    course_version_id: UUID
    course_code: str
    course_title: str
    plan_rule: str
    pace: str
    starts_on: date | None
    ends_on: date | None
    is_attendance_counted: bool


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """An announcement that is shown now."""

    id: UUID
    text: str
    posted_at: datetime


def cohort(session: Session, cohort_id: UUID, *, language: str) -> CohortView:
    """Raises CohortNotFound. The course title is in `language` ("id" or "en")."""
    row = session.execute(_cohorts(language).where(Cohort.id == cohort_id)).one_or_none()
    if row is None:
        raise CohortNotFound()
    return CohortView(*row)


def cohort_name(session: Session, cohort_id: UUID | None) -> str:
    """Name of a cohort; empty where there is no such cohort."""
    return session.scalar(select(Cohort.name).where(Cohort.id == cohort_id)) or ""


def cohort_names(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Names of cohorts by id; unknown ids are left out."""
    query = select(Cohort.id, Cohort.name).where(Cohort.id.in_(ids))
    return {row.id: row.name for row in session.execute(query)} if ids else {}


def cohorts_of(
    session: Session, organisation_ids: Collection[UUID], *, language: str
) -> list[CohortView]:
    """Cohorts of these organisations, newest first."""
    query = _cohorts(language).where(Cohort.organisation_id.in_(organisation_ids))
    query = query.order_by(Cohort.created_at.desc(), Cohort.id)
    return [CohortView(*row) for row in session.execute(query)]


def cohorts_among(
    session: Session, cohort_ids: Collection[UUID], *, language: str
) -> list[CohortView]:
    """Cohorts with these ids that belong to an organisation, newest first."""
    if not cohort_ids:
        return []
    query = _cohorts(language).where(Cohort.id.in_(cohort_ids), Cohort.organisation_id.is_not(None))
    return [CohortView(*row) for row in session.execute(query.order_by(Cohort.created_at.desc()))]


def learners_of_cohort(session: Session, cohort_id: UUID) -> list[tuple[UUID, UUID]]:
    """Enrolment id and person id of each learner of a cohort."""
    query = select(Enrolment.id, Enrolment.person_id).where(
        Enrolment.cohort_id == cohort_id, counts_in_cohort(), is_open_account(Enrolment.person_id)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class CohortEnrolment:
    """Enrolment of one person in a cohort of an organisation."""

    enrolment_id: UUID
    person_id: UUID
    organisation_id: UUID
    cohort_id: UUID
    cohort_name: str
    completed_at: datetime | None


def cohort_enrolments(
    session: Session, organisation_ids: Collection[UUID]
) -> list[CohortEnrolment]:
    """All enrolments that count in cohorts of these organisations, in the order of enrolment."""
    columns: tuple[InstrumentedAttribute[Any], ...] = (
        Enrolment.id,
        Enrolment.person_id,
        Cohort.organisation_id,
        Cohort.id,
        Cohort.name,
        Enrolment.completed_at,
    )
    query = (
        select(*columns)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Cohort.organisation_id.in_(organisation_ids),
            counts_in_cohort(),
            is_open_account(Enrolment.person_id),
        )
        .order_by(Enrolment.id)
    )
    return [CohortEnrolment(*row) for row in session.execute(query)]


def cohort_sizes(session: Session, cohort_ids: Collection[UUID]) -> dict[UUID, int]:
    """Number of learners by cohort; cohorts without learners are absent."""
    query = select(Enrolment.cohort_id, func.count()).where(
        Enrolment.cohort_id.in_(cohort_ids),
        counts_in_cohort(),
        is_open_account(Enrolment.person_id),
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Enrolment.cohort_id))}


def cohort_of_enrolment(
    session: Session, *, person_id: UUID, course_version_id: UUID
) -> tuple[UUID, UUID | None] | None:
    """Cohort id and organisation id of a person's active enrolment in the version's course."""
    course = select(CourseVersion.course_id).where(CourseVersion.id == course_version_id)
    row = session.execute(
        select(Cohort.id, Cohort.organisation_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.course_id == course.scalar_subquery(),
            is_active(),
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def announcements(session: Session, cohort_id: UUID) -> list[AnnouncementView]:
    """Current announcements of a cohort, newest first."""
    rows = session.execute(
        select(Announcement.id, Announcement.text, Announcement.posted_at)
        .where(Announcement.cohort_id == cohort_id, Announcement.ended_at.is_(None))
        .order_by(Announcement.id.desc())
    )
    return [AnnouncementView(*row) for row in rows]


def announcements_to(session: Session, enrolment_id: UUID) -> list[AnnouncementView]:
    """Current announcements of the cohort of an enrolment, newest first."""
    rows = session.execute(
        select(Announcement.id, Announcement.text, Announcement.posted_at)
        .join(Enrolment, Enrolment.cohort_id == Announcement.cohort_id)
        .where(Enrolment.id == enrolment_id, Announcement.ended_at.is_(None))
        .order_by(Announcement.id.desc())
    )
    return [AnnouncementView(*row) for row in rows]


def _cohorts(language: str) -> Select[*tuple[Any, ...]]:
    columns: tuple[InstrumentedAttribute[Any], ...] = (
        Cohort.id,
        Cohort.organisation_id,
        Cohort.name,
        Cohort.course_version_id,
        Course.code,
        CourseVersion.title_en if language == "en" else CourseVersion.title_id,
        Cohort.plan_rule,
        Cohort.pace,
        Cohort.starts_on,
        Cohort.ends_on,
        Cohort.is_attendance_counted,
    )
    return (
        select(*columns)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
    )
