"""The page of a learner's own grades, with what is missing and the history."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from courses.grading import queries
from courses.grading.blocks import BlocksOfLesson, course_blocks, disambiguate_titles
from courses.grading.computed_grade import percent
from courses.grading.errors import CourseNotGraded
from courses.lessons.course_map import learner_course
from lms.block_names import block_name
from lms.extensions import current_ports, db
from lms.web.access.auth import current_person
from lms.web.catalogue.blueprint import bp
from lms.web.texts.language import current_language
from lms.web.texts.translation import gettext

MAX_CHANGES = 30  # newest changes of a grade on the page


@bp.get("/courses/<code>/grades")
def grades(code: str) -> ResponseReturnValue:
    """The learner's own grades. Raises EnrolmentNotFound or CourseNotGraded."""
    person = current_person()
    session, language = db.session(), current_language()
    course = learner_course(
        session, person.id, code, language=language, is_loopback=current_ports().is_loopback
    )
    if not course.opening.is_open:
        return render_template("catalogue/closed.html", title=course.title), 403
    grade = queries.learner_grades(session, [course.enrolment_id]).get(course.enrolment_id)
    if grade is None:
        raise CourseNotGraded()
    lessons = course_blocks(session, course.course_version_id, language=language)
    return render_template(
        "catalogue/grades.html",
        course=course,
        grade=grade,
        lessons=[lesson for lesson in lessons if is_shown(lesson, grade)],
        titles=titles_of(lessons),
        names=names_of(lessons),
        history=queries.grade_history(session, course.enrolment_id, limit=MAX_CHANGES),
        percent=percent,
        is_draft=course.opening.is_draft,
        helplines_url=f"/courses/{course.code}/helplines",
    )


def is_shown(lesson: BlocksOfLesson, grade: queries.LearnerGrade) -> bool:
    """Whether the page lists the lesson: it counts, or requires more than reading."""
    rules = grade.rules.rules.lessons.get(lesson.code)
    return rules is not None and bool(rules.counts or rules.rule != "seen")


def names_of(lessons: tuple[BlocksOfLesson, ...]) -> dict[UUID, str]:
    """Names of blocks by unit id, unique within their lesson."""
    return {
        block.unit_id: name
        for lesson in lessons
        for block, name in zip(
            lesson.blocks,
            disambiguate_titles(
                [item.title or block_name(item.block_type, gettext) for item in lesson.blocks]
            ),
            strict=True,
        )
    }


def titles_of(lessons: tuple[BlocksOfLesson, ...]) -> dict[UUID, str]:
    """Titles of blocks by unit id; the lesson's title for blocks without one."""
    return {
        block.unit_id: block.title or lesson.title for lesson in lessons for block in lesson.blocks
    }
