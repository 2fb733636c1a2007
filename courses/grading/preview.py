"""Previews how new grading rules change learners' grades. Counts only, no names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.enrolment.models import Enrolment
from courses.grading.computed_grade import compute_grade
from courses.grading.queries import learner_grades
from courses.grading.rules import GradingRules
from courses.grading.work import has_work, load_work

MAX_LOOKED_AT = 300  # newest learners; each takes some milliseconds
BATCH_SIZE: Final = 100


class GradeShift(NamedTuple):
    """The old and new grade of a learner in per cent, None if there is none.

    `is_freed` is true if only the new rules are met.
    """

    was: int | None
    is_now: int | None
    is_freed: bool


@dataclass(frozen=True, slots=True)
class RulesPreview:
    """Numbers of learners of a course version.

    `graded` have work that a grade may come from. The other counts cover `previewed` of them:
    `first` get their first grade, `freed` meet the new rules but not the current ones.
    """

    learners: int
    graded: int
    previewed: int
    first: int
    higher: int
    lower: int
    freed: int


def preview_rules(session: Session, version_id: UUID, rules: GradingRules) -> RulesPreview:
    """Compute what publishing `rules` would change for the learners of a version."""
    mine = Enrolment.course_version_id == version_id
    some = select(Enrolment.id).where(mine, has_work())
    learners = session.scalar(select(func.count()).select_from(Enrolment).where(mine)) or 0
    graded = session.scalar(select(func.count()).select_from(some.subquery())) or 0
    newest = session.scalars(some.order_by(Enrolment.id.desc()).limit(MAX_LOOKED_AT)).all()
    shifts = [
        shift
        for first in range(0, len(newest), BATCH_SIZE)
        for shift in _grade_shifts(session, newest[first : first + BATCH_SIZE], rules)
    ]
    both = [(shift.was, shift.is_now) for shift in shifts if shift.was is not None]
    return RulesPreview(
        learners,
        graded,
        len(newest),
        first=sum(shift.was is None and shift.is_now is not None for shift in shifts),
        higher=sum(is_now is not None and is_now > was for was, is_now in both),
        lower=sum(is_now is None or is_now < was for was, is_now in both),
        freed=sum(shift.is_freed for shift in shifts),
    )


def _grade_shifts(
    session: Session, enrolment_ids: Sequence[UUID], rules: GradingRules
) -> Iterator[GradeShift]:
    work = load_work(session, enrolment_ids)
    grades = learner_grades(session, enrolment_ids)
    for enrolment_id in enrolment_ids:
        now, before = compute_grade(rules, work[enrolment_id]), grades.get(enrolment_id)
        if before is None:
            yield GradeShift(None, now.percent, is_freed=False)
        else:
            is_freed = now.is_met and not before.is_met
            yield GradeShift(before.computed.percent, now.percent, is_freed)
