"""Operations that read the catalogue: the list of courses, and the outline of a course."""

import re
from collections.abc import Sequence
from http import HTTPStatus

from courses.catalogue import queries
from courses.catalogue.errors import CourseNotFound
from courses.catalogue.queries import CourseSummary, ModuleEntry
from lms.api.v1.blueprint import bp
from lms.api.v1.catalogue.schemas import (
    COURSE_CODE,
    CourseFacts,
    CourseLine,
    CourseList,
    LessonLine,
    ModuleLine,
)
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.pages import cut_page, next_link
from lms.api.v1.schemas import PageQuery
from lms.extensions import current_ports, db
from lms.web.texts.language import current_language

NOT_FOUND = (HTTPStatus.NOT_FOUND,)


@bp.get("/courses")
@Operation("List courses", CourseList, query=PageQuery, is_paged=True, error_statuses=NOT_FOUND)
def courses(call: Call) -> ApiResponse:
    """Each course in the version that new learners join, by code, closed ones included."""
    summaries = queries.courses(
        db.session(), language=current_language(), is_loopback=current_ports().is_loopback
    )
    shown, next_cursor = cut_page(summaries, call.query, lambda course: course.version_id)
    page = CourseList(courses=[_line(course) for course in shown], next_cursor=next_cursor)
    return ApiResponse(page, headers=next_link("api.courses", call.query, next_cursor))


@bp.get("/courses/<code>")
@Operation("Show a course", CourseFacts, error_statuses=NOT_FOUND)
def course(call: Call, code: str) -> ApiResponse:
    """The version that new learners join, with its modules and lessons."""
    if not re.fullmatch(COURSE_CODE, code):
        raise CourseNotFound(course=code)
    session, language = db.session(), current_language()
    summary = queries.current_course(
        session, code, language=language, is_loopback=current_ports().is_loopback
    )
    outline = (
        queries.course_outline(session, summary.version_id, language=language)
        if summary.opening.is_open
        else ()
    )
    return ApiResponse(CourseFacts(**dict(_line(summary)), modules=_modules(outline)))


def _line(course: CourseSummary) -> CourseLine:
    return CourseLine(
        code=course.code,
        version_id=str(course.version_id),
        title=course.title,
        summary=course.summary,
        hours=course.hours,
        as_of=course.as_of,
        is_open=course.opening.is_open,
        is_draft=course.opening.is_draft,
        is_pilot=course.opening.is_pilot,
    )


def _modules(outline: Sequence[ModuleEntry]) -> list[ModuleLine]:
    return [
        ModuleLine(
            code=module.code,
            number=module.number,
            title=module.title,
            lessons=[
                LessonLine(
                    code=lesson.code,
                    title=lesson.title,
                    minutes=lesson.minutes,
                    content_warning=lesson.content_warning,
                )
                for lesson in module.lessons
            ],
        )
        for module in outline
    ]
