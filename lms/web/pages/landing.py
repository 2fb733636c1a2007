"""Facts about the first course for the landing page."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from courses.catalogue import queries as outline

MEGABYTES = 1  # of all pages and questions, measured by a test


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """Size and requirements of a course; `shortest` and `longest` lesson in minutes."""

    code: str
    title: str
    is_open: bool
    hours: int
    days: int
    modules: int
    lessons: int
    shortest: int
    longest: int
    post_test_min: int
    megabytes: int


def course_facts(session: Session, *, language: str, is_loopback: bool) -> CourseFacts | None:
    """Return the facts of the first course, or None without a course."""
    courses = outline.courses(session, language=language, is_loopback=is_loopback)
    if not courses:
        return None
    course = courses[0]
    modules = outline.course_outline(session, course.version_id, language=language)
    rules = outline.completion_rules(session, course.version_id)
    minutes = [lesson.minutes for module in modules for lesson in module.lessons]
    return CourseFacts(
        code=course.code,
        title=course.title,
        is_open=course.opening.is_open,
        hours=course.hours,
        days=len({module.day for module in modules}),
        modules=len(modules),
        lessons=len(minutes),
        shortest=min(minutes, default=0),
        longest=max(minutes, default=0),
        post_test_min=rules.post_test_min,
        megabytes=MEGABYTES,
    )
