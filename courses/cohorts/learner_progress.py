"""Progress of the learners of a cohort, read with one query for any number of learners."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, case, false, func, select
from sqlalchemy.orm import Session

from courses.action_plans.models import ActionPlan
from courses.catalogue.content_models import CourseModule, Lesson
from courses.cohorts.reminders.models import Reminder, ReminderRound
from courses.enrolment.models import Enrolment, counts_in_cohort
from courses.progress.models import FINISHED, LessonProgress
from lms.kernel.merged_accounts import is_open_account


class LearnerProgress(NamedTuple):
    """Progress of one enrolment. Skipped lessons count as done."""

    enrolment_id: UUID
    person_id: UUID
    completed_at: datetime | None
    lessons_total: int
    lessons_done: int
    last_visit_at: datetime | None
    plan_state: str | None
    reminded_at: datetime | None = None
    due_done: int = 0


class LearnerModule(NamedTuple):
    """Progress of one learner in one module; `last_at` is when the last lesson was finished."""

    code: str
    title: str
    lessons_total: int
    lessons_done: int
    last_at: datetime | None


def list_learner_progress(
    session: Session,
    cohort_id: UUID,
    *,
    due: Collection[UUID] = (),
    enrolment_id: UUID | None = None,
) -> list[LearnerProgress]:
    """List the progress of all learners of a cohort, or of the given enrolment only.

    `due` are the ids of lessons that the pace of the cohort planned for past days.
    """
    conditions = [Enrolment.cohort_id == cohort_id, counts_in_cohort()]
    if enrolment_id is not None:
        conditions.append(Enrolment.id == enrolment_id)
    lessons = (
        select(Lesson.course_version_id, func.count().label("total"))
        .group_by(Lesson.course_version_id)
        .subquery()
    )
    read, reminded = _count_lessons(conditions, due), _last_reminders(cohort_id)
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.person_id,
            Enrolment.completed_at,
            func.coalesce(lessons.c.total, 0),
            func.coalesce(read.c.done, 0),
            read.c.visited_at,
            ActionPlan.state,
            reminded.c.asked_at,
            func.coalesce(read.c.due_done, 0),
        )
        .outerjoin(lessons, lessons.c.course_version_id == Enrolment.course_version_id)
        .outerjoin(read, read.c.enrolment_id == Enrolment.id)
        .outerjoin(ActionPlan, ActionPlan.enrolment_id == Enrolment.id)
        .outerjoin(reminded, reminded.c.person_id == Enrolment.person_id)
        .where(*conditions, is_open_account(Enrolment.person_id))
    )
    return [LearnerProgress._make(row) for row in rows]


def _count_lessons(conditions: Sequence[ColumnElement[bool]], due: Collection[UUID]) -> Subquery:
    """By enrolment: finished lessons, finished lessons that are due, and the last visit."""
    is_finished = LessonProgress.state.in_(FINISHED)
    is_due = LessonProgress.lesson_id.in_(due) if due else false()
    return (
        select(
            LessonProgress.enrolment_id,
            func.sum(case((is_finished, 1), else_=0)).label("done"),
            func.sum(case((is_finished & is_due, 1), else_=0)).label("due_done"),
            func.max(LessonProgress.visited_at).label("visited_at"),
        )
        .join(Enrolment, Enrolment.id == LessonProgress.enrolment_id)
        .where(*conditions)
        .group_by(LessonProgress.enrolment_id)
        .subquery()
    )


def _last_reminders(cohort_id: UUID) -> Subquery:
    """By person: when the latest written reminder of this cohort was requested."""
    return (
        select(Reminder.person_id, func.max(Reminder.asked_at).label("asked_at"))
        .join(ReminderRound, ReminderRound.id == Reminder.round_id)
        .where(ReminderRound.cohort_id == cohort_id, Reminder.outcome == "written")
        .group_by(Reminder.person_id)
        .subquery()
    )


def list_learner_modules(
    session: Session, enrolment_id: UUID, *, language: str
) -> list[LearnerModule]:
    """List the modules of the learner's course version in order, without skipped lessons apart."""
    is_finished = LessonProgress.state.in_(FINISHED)
    title = CourseModule.title_en if language == "en" else CourseModule.title_id
    rows = session.execute(
        select(
            CourseModule.code,
            title,
            func.count(Lesson.id),
            func.coalesce(func.sum(case((is_finished, 1), else_=0)), 0),
            func.max(LessonProgress.finished_at),
        )
        .select_from(Enrolment)
        .join(Lesson, Lesson.course_version_id == Enrolment.course_version_id)
        .join(CourseModule, CourseModule.id == Lesson.module_id)
        .outerjoin(
            LessonProgress,
            (LessonProgress.lesson_id == Lesson.id) & (LessonProgress.enrolment_id == Enrolment.id),
        )
        .where(Enrolment.id == enrolment_id)
        .group_by(CourseModule.id, CourseModule.code, title)
        .order_by(func.min(Lesson.position))
    )
    return [LearnerModule._make(row) for row in rows]
