"""Target unit of a handler call: its page, the enrolment, and whether the course is open.

All of it is read in one query, because every handler call needs it.
"""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Executable, Exists, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from courses.block_host.runtime.events import ProgressUpdate
from courses.block_host.runtime.units import UnitPage
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.queries import UNIT_COLUMNS, page_from_rows
from courses.catalogue.content_models import Unit
from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.queries import has_opening, opening_from
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Enrolment, is_active
from courses.grading.models import PublishedRules
from courses.progress.models import UnitProgress


@dataclass(frozen=True, slots=True)
class TargetUnit:
    """A unit and its children in a course in which the person is enrolled.

    `completion` is the recorded completion from 0 to 1, or None. `is_graded` is true if the course
    has published grading rules.
    """

    id: UUID
    enrolment_id: UUID
    course_version_id: UUID
    course_code: str
    is_open: bool
    is_graded: bool
    completion: float | None
    page: UnitPage

    def has_recorded(self, unit_id: UUID, count: ProgressUpdate) -> bool:
        """Whether the update would change nothing: completion never decreases, and without grading
        rules no grade follows from it."""
        if unit_id != self.id or self.is_graded or self.completion is None:
            return False
        return count.completion is not None and count.completion <= self.completion


def get_target_unit(
    session: Session, unit_id: UUID, *, person_id: UUID, is_loopback: bool
) -> TargetUnit:
    """Raises EnrolmentNotFound if the unit's version is not the one that the person now takes."""
    parameters = {"unit_id": unit_id, "person_id": person_id}
    rows = session.execute(_target_unit_query(is_loopback), parameters).all()
    if not rows:
        raise EnrolmentNotFound()
    unit_row = next(row for row in rows if row.id == unit_id)
    opening = opening_from(unit_row.review_state, bool(unit_row.is_opened))
    return TargetUnit(
        id=unit_id,
        enrolment_id=unit_row.enrolment_id,
        course_version_id=unit_row.course_version_id,
        course_code=unit_row.code,
        is_open=opening.is_open,
        is_graded=bool(unit_row.is_graded),
        completion=unit_row.completion,
        page=page_from_rows(rows, unit_row.code),
    )


@cache
def _target_unit_query(is_loopback: bool) -> Executable:
    """Children are found by the lesson of their unit; units outside lessons have none.

    Only the active enrolment counts: blocks of a superseded one accept nothing more.
    """
    target = aliased(Unit)
    return (
        select(
            *UNIT_COLUMNS,
            LearnerBlockState.sealed,
            LearnerBlockState.version,
            Enrolment.id.label("enrolment_id"),
            Enrolment.course_version_id,
            Course.code,
            CourseVersion.review_state,
            has_opening(is_loopback=is_loopback).label("is_opened"),
            _has_published_rules().label("is_graded"),
            UnitProgress.completion,
        )
        .select_from(target)
        .join(CourseVersion, CourseVersion.id == target.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Enrolment, _enrolment_of_person())
        .join(
            Unit,
            or_(
                Unit.id == target.id,
                and_(Unit.lesson_id == target.lesson_id, Unit.parent_id == target.id),
            ),
        )
        .outerjoin(
            LearnerBlockState,
            and_(
                LearnerBlockState.unit_id == Unit.id,
                LearnerBlockState.person_id == bindparam("person_id"),
            ),
        )
        .outerjoin(
            UnitProgress,
            and_(UnitProgress.enrolment_id == Enrolment.id, UnitProgress.unit_id == Unit.id),
        )
        .where(target.id == bindparam("unit_id"))
        .order_by(Unit.position)
    )


def _has_published_rules() -> Exists:
    return (
        exists()
        .where(PublishedRules.course_version_id == CourseVersion.id)
        .correlate(CourseVersion)
    )


def _enrolment_of_person() -> ColumnElement[bool]:
    return and_(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.course_version_id == CourseVersion.id,
        is_active(),
    )
