"""Sign people in after a launch, in a frame or at the top of a tab."""

from collections.abc import Callable
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseClosed, CourseNotFound
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolments_in_course
from lms.accounts.lti.queries import Platform
from lms.accounts.sessions.errors import RoleNeedsOwnSignIn
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.lti.errors import LaunchRejected
from lms.lti.targets import Target
from lms.web.access.frames import FRAME_DESTINATIONS
from lms.web.account.security import begin_session


def sign_in_person(
    person_id: UUID,
    target: Target,
    *,
    epoch: str | None,
    frame_origins: str | None,
    is_enrolled: bool = False,
    before: Callable[[Session], None] | None = None,
) -> None:
    """Begin a session, and enrol the person in the course of the page if it is open.

    `is_enrolled` says that they are in it already. `epoch` is that of the look-up of the account,
    None for a new person. `before` writes in the transaction of the session. Raises
    LaunchRejected if a role was granted meanwhile, SignInRequired if all sessions were ended
    meanwhile, and what `before` raises.
    """
    try:
        begin_session(person_id, via="lti", epoch=epoch, frame_origins=frame_origins, before=before)
    except RoleNeedsOwnSignIn:
        raise LaunchRejected("lti-person-has-role") from None
    if target.course_code is not None and not is_enrolled:
        enrol(person_id, target.course_code)


def enrol(person_id: UUID, course_code: str) -> None:
    """Enrol a person in a course. The page of a closed course says so itself."""
    if enrolments_in_course(db.session(), person_id, course_code):
        return
    try:
        with transaction() as writes:
            join_course(writes, person_id=person_id, course_code=course_code, now=utc_now())
    except (CourseClosed, CourseNotFound):
        return


def arrives_in_frame() -> bool:
    """Whether this request loads the document of a frame."""
    return request.headers.get("Sec-Fetch-Dest") in FRAME_DESTINATIONS


def origins_here(platform: Platform) -> str | None:
    """The origins that may frame the session; None at the top of a tab."""
    return platform.frame_origins if arrives_in_frame() else None
