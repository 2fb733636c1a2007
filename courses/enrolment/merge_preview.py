"""Previews what merging two accounts does to their courses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import CourseVersion
from courses.enrolment.models import Cohort, Enrolment


@dataclass(frozen=True, slots=True)
class MergedCourse:
    """A course version of the closed account.

    If `moves`, only that account is enrolled in the version, and the enrolment moves. Otherwise
    the enrolment of the remaining account in this version counts, `remaining_enrolment_id`.

    Of two versions of a course, that of the remaining account stays the active one. The other one
    `becomes_active` if it is newer and the remaining account has completed its own, which is then
    superseded (`superseded_id`).

    If the remaining account learns alone and the other in a cohort of an organisation, the active
    enrolment moves into that cohort (`cohort_id`).
    """

    enrolment_id: UUID
    course_version_id: UUID
    title: str
    moves: bool
    becomes_active: bool
    has_completed: bool
    remaining_enrolment_id: UUID | None
    superseded_id: UUID | None
    cohort_id: UUID | None
    cohort_name: str | None


def courses_to_merge(
    session: Session, person_id: UUID, other_id: UUID, *, language: str
) -> list[MergedCourse]:
    """The courses of `other_id` by title, compared with those of `person_id`."""
    own = _enrolments(session, person_id, language)
    in_version = {row.course_version_id: row.id for row in own}
    active = {row.course_id: row for row in own if row.superseded_at is None}
    return [_merged(row, in_version, active) for row in _enrolments(session, other_id, language)]


def _merged(row: Any, in_version: Mapping[UUID, UUID], active: Mapping[UUID, Any]) -> MergedCourse:
    current = active.get(row.course_id)
    moves = row.course_version_id not in in_version
    is_next = current is not None and current.completed_at and row.number > current.number
    becomes_active = moves and row.superseded_at is None and (current is None or bool(is_next))
    is_ahead = row.superseded_at is not None or becomes_active or (moves and row.completed_at)
    joins = current is not None and current.is_open and not row.is_open and not is_ahead
    return MergedCourse(
        enrolment_id=row.id,
        course_version_id=row.course_version_id,
        title=row.title,
        moves=moves,
        becomes_active=becomes_active,
        has_completed=row.completed_at is not None,
        remaining_enrolment_id=in_version.get(row.course_version_id),
        superseded_id=current.id if becomes_active and current is not None else None,
        cohort_id=row.cohort_id if joins else None,
        cohort_name=row.name if joins else None,
    )


def _enrolments(session: Session, person_id: UUID, language: str) -> list[Any]:
    title = (CourseVersion.title_en if language == "en" else CourseVersion.title_id).label("title")
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.course_id,
            Enrolment.course_version_id,
            Enrolment.completed_at,
            Enrolment.superseded_at,
            Enrolment.cohort_id,
            Cohort.name,
            Cohort.is_open,
            CourseVersion.number,
            title,
        )
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Enrolment.person_id == person_id)
        .order_by(title, Enrolment.id)
    )
    return list(rows)
