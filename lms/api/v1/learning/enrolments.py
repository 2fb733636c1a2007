"""Operations on own enrolments: list, join a course, show the progress."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from assessments.queries import get_assessment_states
from courses.catalogue.errors import CourseClosed
from courses.enrolment.errors import EnrolmentNotFound
from courses.enrolment.join_course import join_course
from courses.lessons.course_map import LearnerCourse, courses_and_history
from courses.progress.course_progress import course_progress
from lms.api.v1.blueprint import bp
from lms.api.v1.idempotent_writes import write_idempotently
from lms.api.v1.learning.responses import enrolment_facts, enrolment_line
from lms.api.v1.learning.schemas import (
    EnrolmentFacts,
    EnrolmentLine,
    EnrolmentList,
    EnrolmentWanted,
)
from lms.api.v1.operations import ApiResponse, Call, Operation
from lms.api.v1.pages import cut_page, next_link
from lms.api.v1.schemas import PageQuery
from lms.extensions import current_ports, db
from lms.web.texts.language import current_language

READ: Final = "learning:read"
WRITE: Final = "learning:write"
NOT_FOUND: Final = (HTTPStatus.NOT_FOUND,)


@bp.get("/me/enrolments")
@Operation(
    "List your enrolments",
    EnrolmentList,
    scope=READ,
    query=PageQuery,
    is_paged=True,
    error_statuses=NOT_FOUND,
)
def own_enrolments(call: Call) -> ApiResponse:
    """All versions that the token's person has begun, those taken now first."""
    courses = own_courses(db.session(), call.person_id)
    shown, next_cursor = cut_page(courses, call.query, lambda course: course.enrolment_id)
    page = EnrolmentList(
        enrolments=[enrolment_line(course) for course in shown], next_cursor=next_cursor
    )
    return ApiResponse(page, headers=next_link("api.own_enrolments", call.query, next_cursor))


@bp.post("/me/enrolments")
@Operation(
    "Join a course",
    EnrolmentLine,
    scope=WRITE,
    body=EnrolmentWanted,
    is_write=True,
    error_statuses=NOT_FOUND,
)
def enrol(call: Call) -> ApiResponse:
    """Enrols the token's person in the version that new learners join. An existing enrolment is
    returned as it is."""

    def join(session: Session) -> EnrolmentLine:
        enrolment_id = join_course(
            session, person_id=call.person_id, course_code=call.body.course, now=call.now
        )
        session.flush()
        return enrolment_line(own_course(session, call.person_id, enrolment_id))

    return write_idempotently(call, "enrol", join)


@bp.get("/me/enrolments/<uuid:enrolment_id>")
@Operation("Show your progress", EnrolmentFacts, scope=READ, error_statuses=NOT_FOUND)
def own_enrolment(call: Call, enrolment_id: UUID) -> ApiResponse:
    """Lessons, scenarios, action plan and tests, as on the page of the course. Enrolments of other
    people and unknown ones get the same answer."""
    session = db.session()
    course = own_course(session, call.person_id, enrolment_id)
    if not course.opening.is_open:
        raise CourseClosed(course=course.code)
    progress = course_progress(session, enrolment_id, language=current_language())
    states = get_assessment_states(
        session, learner_id=call.person_id, context_id=course.course_version_id
    )
    return ApiResponse(enrolment_facts(course, progress, states))


def own_courses(session: Session, person_id: UUID) -> tuple[LearnerCourse, ...]:
    """Return the courses of a person in all versions that they began."""
    return courses_and_history(
        session,
        person_id,
        language=current_language(),
        is_loopback=current_ports().is_loopback,
    )


def own_course(session: Session, person_id: UUID, enrolment_id: UUID) -> LearnerCourse:
    """Return the course of an enrolment. Raises EnrolmentNotFound, also for another person's."""
    for course in own_courses(session, person_id):
        if course.enrolment_id == enrolment_id:
            return course
    raise EnrolmentNotFound()
