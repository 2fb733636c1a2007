"""What a learner has reached on the page of a link, for a platform that shows it as a score."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.queries import get_assessment_states
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.queries import Enrolment, enrolment_of
from courses.progress.course_progress import LessonState, course_progress

UNFINISHED = 99  # per cent, of a course whose lessons are done and which is not completed


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A course, or its post-test, one of its modules or one of its lessons."""

    course_code: str
    module_code: str | None = None
    lesson_code: str | None = None
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Per cent, and whether the learner has finished what the link opens."""

    percent: int
    is_complete: bool


def link_outcome(session: Session, person_id: UUID, target: LinkTarget) -> Outcome | None:
    """The outcome, or None before the first attempt or enrolment.

    A test counts its best attempt; lessons count their share that is finished. A course reaches 100
    per cent with its certificate.
    """
    try:
        enrolment = enrolment_of(session, person_id, target.course_code)
    except EnrolmentNotFound:
        return None
    if target.is_test:
        return _test_outcome(session, enrolment)
    modules = course_progress(session, enrolment.id, language="id").modules
    lessons = [
        lesson
        for module in modules
        for lesson in module.lessons
        if target.module_code in (None, module.code) and target.lesson_code in (None, lesson.code)
    ]
    if target.module_code or target.lesson_code:
        return _share(lessons)
    if enrolment.completed_at is not None:
        return Outcome(100, is_complete=True)
    share = _share(lessons)
    return Outcome(min(share.percent, UNFINISHED), is_complete=False) if share else None


def _test_outcome(session: Session, enrolment: Enrolment) -> Outcome | None:
    states = get_assessment_states(
        session, learner_id=enrolment.person_id, context_id=enrolment.course_version_id
    )
    best = states.post.best_percent
    return None if best is None else Outcome(best, is_complete=states.post.has_passed)


def _share(lessons: list[LessonState]) -> Outcome | None:
    if not lessons:
        return None
    done = sum(lesson.is_finished for lesson in lessons)
    return Outcome(done * 100 // len(lessons), is_complete=done == len(lessons))
