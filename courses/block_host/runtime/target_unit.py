"""The unit that a call is about, with all that decides whether it may come and what it changes.

One query: each call of a block asks.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from courses.block_host.runtime.events import ProgressUpdate
from courses.block_host.runtime.units import UnitPage
from courses.block_host.state.models import LearnerBlockState
from courses.block_host.state.queries import UNIT_COLUMNS, page_from_rows
from courses.catalogue.content_models import Unit
from courses.catalogue.models import Course, CourseVersion
from courses.catalogue.queries import has_opening, opening_from
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Enrolment
from courses.grading.models import PublishedRules
from courses.progress.models import UnitProgress


@dataclass(frozen=True, slots=True)
class TargetUnit:
    """A unit with its children, where one person learns.

    `completion` is the share that is recorded already, None before the first; `is_graded` says
    whether the course has rules of grades in force.
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
        """Whether nothing would change: shares only grow, and without rules no grade follows."""
        if unit_id != self.id or self.is_graded or self.completion is None:
            return False
        return count.completion is not None and count.completion <= self.completion


def get_target_unit(
    session: Session, unit_id: UUID, *, person_id: UUID, is_loopback: bool
) -> TargetUnit:
    """Raises EnrolmentNotFound where the person does not learn in the unit's version."""
    wanted = {"unit_id": unit_id, "person_id": person_id}
    rows = session.execute(_target_unit_query(is_loopback), wanted).all()
    if not rows:
        raise EnrolmentNotFound()
    of_unit = next(row for row in rows if row.id == unit_id)
    opening = opening_from(of_unit.review_state, bool(of_unit.is_opened))
    return TargetUnit(
        id=unit_id,
        enrolment_id=of_unit.enrolment_id,
        course_version_id=of_unit.course_version_id,
        course_code=of_unit.code,
        is_open=opening.is_open,
        is_graded=bool(of_unit.is_graded),
        completion=of_unit.completion,
        page=page_from_rows(rows, of_unit.code),
    )


@cache
def _target_unit_query(is_loopback: bool) -> Any:
    """Children stand in the lesson of their unit, by which they are found; nothing else has any.

    The enrolment is asked for by course, too: SQLite would look through all who learn in a
    version, having no index of a person's versions.
    """
    asked = aliased(Unit)
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
            exists()
            .where(PublishedRules.course_version_id == CourseVersion.id)
            .correlate(CourseVersion)
            .label("is_graded"),
            UnitProgress.completion,
        )
        .select_from(asked)
        .join(CourseVersion, CourseVersion.id == asked.course_version_id)
        .join(Course, Course.id == CourseVersion.course_id)
        .join(Enrolment, _enrolment_of_person())
        .join(
            Unit,
            or_(
                Unit.id == asked.id,
                and_(Unit.lesson_id == asked.lesson_id, Unit.parent_id == asked.id),
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
        .where(asked.id == bindparam("unit_id"))
        .order_by(Unit.position)
    )


def _enrolment_of_person() -> Any:
    return and_(
        Enrolment.person_id == bindparam("person_id"),
        Enrolment.course_id == CourseVersion.course_id,
        Enrolment.course_version_id == CourseVersion.id,
    )
