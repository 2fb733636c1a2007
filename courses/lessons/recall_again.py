"""A recall that was answered wrong comes back in the lesson after next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.content_models import Lesson
from courses.json_types import JsonMapping
from courses.lessons.lesson_page import LearnerLesson
from courses.lessons.steps import LessonStep, lesson_steps
from courses.progress.lesson_visits import lesson_work

LESSONS_LATER: Final = 2


@dataclass(frozen=True, slots=True)
class EarlierRecall:
    """The recall of an earlier lesson, whose facts are in `sources`.

    `is_due` if its last answer was not fully right.
    """

    lesson_id: UUID
    lesson_title: str
    step: LessonStep
    is_due: bool
    sources: Sequence[JsonMapping]


def shows_earlier_recall(steps: tuple[LessonStep, ...], step: LessonStep) -> bool:
    """Whether an earlier recall comes back at this step: the first recall, else the last step."""
    return step == next((entry for entry in steps if entry.kind == "recall"), steps[-1])


def earlier_recall(
    session: Session, lesson: LearnerLesson, *, language: str
) -> EarlierRecall | None:
    """The recall of the lesson two before this one in the course, or None if it has none."""
    title = Lesson.title_en if language == "en" else Lesson.title_id
    row = session.execute(
        select(Lesson.id, title.label("title"), Lesson.content).where(
            Lesson.course_version_id == lesson.course_version_id,
            Lesson.position == lesson.position - LESSONS_LATER,
        )
    ).one_or_none()
    steps = lesson_steps(row.content, language) if row else ()
    step = next((entry for entry in steps if entry.kind == "recall"), None)
    if row is None or step is None:
        return None
    work = lesson_work(session, lesson.enrolment_id, row.id)
    shares = [unit.share for unit in work if unit.key in step.unit_keys and unit.share is not None]
    is_due = any(share < 1 for share in shares)
    return EarlierRecall(row.id, row.title, step, is_due, row.content["sources"])
