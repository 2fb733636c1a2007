"""Previews what merging two accounts does to their courses."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from courses.catalogue.models import CourseVersion
from courses.enrolment.models import Cohort, Enrolment


@dataclass(frozen=True, slots=True)
class MergedCourse:
    """A course of the closed account.

    If `moves`, only that account is enrolled, and the enrolment moves. Otherwise the enrolment of
    the remaining account counts. If that one is in the open cohort and the other in a cohort of an
    organisation, it moves into that cohort (`cohort_id`).
    """

    enrolment_id: UUID
    course_version_id: UUID
    title: str
    moves: bool
    has_completed: bool
    remaining_enrolment_id: UUID | None
    cohort_id: UUID | None
    cohort_name: str | None


def courses_to_merge(
    session: Session, person_id: UUID, other_id: UUID, *, language: str
) -> list[MergedCourse]:
    """The courses of `other_id` by title, compared with those of `person_id`."""
    own, alone = aliased(Enrolment), aliased(Cohort)
    title = CourseVersion.title_en if language == "en" else CourseVersion.title_id
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.course_version_id,
            title,
            own.id.is_(None),
            Enrolment.completed_at.is_not(None),
            own.id.label("remaining_enrolment_id"),
            Cohort.id,
            Cohort.name,
        )
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .outerjoin(own, (own.course_id == Enrolment.course_id) & (own.person_id == person_id))
        .outerjoin(alone, (alone.id == own.cohort_id) & alone.is_open)
        .outerjoin(
            Cohort,
            (Cohort.id == Enrolment.cohort_id) & ~Cohort.is_open & alone.id.is_not(None),
        )
        .where(Enrolment.person_id == other_id)
        .order_by(title, Enrolment.id)
    )
    return [MergedCourse(*row) for row in rows]
