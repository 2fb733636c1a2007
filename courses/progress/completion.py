"""What a learner has done towards completing a course."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, type_coerce
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.catalogue.content_models import Lesson
from courses.catalogue.models import CourseVersion
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.models import Cohort, Enrolment
from courses.progress import scenario_rule
from courses.progress.models import FINISHED, LessonProgress
from lms.kernel.database.recurring_ids import RecurringId


@dataclass(frozen=True, slots=True)
class Completion:
    """What counts towards completing a course. A skipped lesson counts as done."""

    lessons_total: int
    lessons_done: int
    scenarios_done: int  # passed
    has_core_scenario: bool
    plan_state: str | None
    plan_rule: str

    @property
    def has_all_lessons(self) -> bool:
        return self.lessons_done >= self.lessons_total

    def has_scenarios(self, required: int) -> bool:
        """Whether enough scenarios are passed, among them a core one."""
        return self.scenarios_done >= required and self.has_core_scenario

    @property
    def has_plan(self) -> bool:
        """Whether the plan counts by the rule of the cohort."""
        if self.plan_rule == "approved":
            return self.plan_state == "approved"
        return self.plan_state in ("submitted", "approved")


def completion(session: Session, enrolment_id: UUID) -> Completion:
    """Raises EnrolmentNotFound."""
    lessons_total = (
        select(func.count())
        .select_from(Lesson)
        .where(Lesson.course_version_id == Enrolment.course_version_id)
    )
    lessons_done = (
        select(func.count())
        .select_from(LessonProgress)
        .where(LessonProgress.enrolment_id == Enrolment.id, LessonProgress.state.in_(FINISHED))
    )
    plan_state = select(ActionPlan.state).where(ActionPlan.enrolment_id == Enrolment.id)
    row = session.execute(
        select(
            lessons_total.scalar_subquery(),
            lessons_done.scalar_subquery(),
            scenario_rule.passed_count(),
            scenario_rule.has_core(),
            plan_state.scalar_subquery(),
            Cohort.plan_rule,
        )
        .select_from(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseVersion, CourseVersion.id == Enrolment.course_version_id)
        .where(Enrolment.id == enrolment_id)
    ).one_or_none()
    if row is None:
        raise EnrolmentNotFound()
    return Completion(*row)


def enrolments_with_all_lessons(
    session: Session, version_id: UUID, enrolment_ids: Collection[UUID]
) -> set[UUID]:
    """Those of these enrolments in a version with all lessons done or skipped."""
    in_version = Lesson.course_version_id == version_id
    total = session.scalar(select(func.count()).select_from(Lesson).where(in_version))
    if not total:
        return set()
    rows = (
        select(type_coerce(LessonProgress.enrolment_id, RecurringId))
        .where(
            LessonProgress.enrolment_id.in_(enrolment_ids),
            LessonProgress.state.in_(FINISHED),
        )
        .group_by(LessonProgress.enrolment_id)
        .having(func.count() >= total)
    )
    return set(session.scalars(rows))


def has_all_lessons(session: Session, enrolment_id: UUID) -> bool:
    """Whether all lessons are done or skipped. Raises EnrolmentNotFound."""
    return completion(session, enrolment_id).has_all_lessons
