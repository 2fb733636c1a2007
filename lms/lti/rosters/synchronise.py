"""Read a roster from its platform, and apply what was shown."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from courses.catalogue.errors import CourseClosed, CourseNotFound
from courses.enrolment.join_course import join_course
from courses.enrolment.queries import enrolments_in_course
from lms.accounts.lti import rosters
from lms.accounts.lti.keys import signing_key
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.roster_queries import StoredRoster, expected_members, people_of_members
from lms.accounts.queries import people_with_consent
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import current_ports, db
from lms.kernel.clock import utc_now
from lms.lti.rosters.membership_service import SCOPE, MemberList, read_members
from lms.lti.service_token import request_token

NO_KEY: Final = "no-key"


def read_roster(platform: Platform, stored: StoredRoster) -> MemberList:
    """The members whom the platform names now. Raises FetchFailed."""
    is_trial = current_ports().is_loopback
    key = signing_key(db.session(), now=utc_now())
    if key is None:
        raise FetchFailed(reason=NO_KEY)
    db.session().rollback()  # no connection waits for the platform
    token = request_token(
        platform.token_url,
        platform.client_id,
        key,
        scope=SCOPE,
        now=utc_now(),
        allow_loopback=is_trial,
    )
    return read_members(
        stored.roster.memberships_url,
        context_id=stored.roster.context_id,
        token=token,
        allow_loopback=is_trial,
    )


def apply_members(
    session: Session,
    stored: StoredRoster,
    members: MemberList,
    *,
    digest: str,
    applied_by: UUID,
    now: datetime,
) -> int:
    """Store the members and enrol those who have an account. Returns how many were enrolled.

    Raises LtiRosterNotFound or LtiRosterChanged.
    """
    rosters.apply_roster(
        session, stored.id, members.learners, digest=digest, applied_by=applied_by, now=now
    )
    return enrol_members(session, stored, now=now)


def enrol_members(session: Session, stored: StoredRoster, *, now: datetime) -> int:
    """Enrol active members who have an account here and have agreed to learning.

    Everybody else is asked for consent at their first launch, and is enrolled then.
    """
    course_code = stored.roster.course_code
    if not course_code:
        return 0
    active = {
        member.subject
        for member in expected_members(session, stored.id)
        if member.state == "active"
    }
    people = people_of_members(session, stored.id)
    candidates = {person_id for subject, person_id in people.items() if subject in active}
    enrolled = 0
    for person_id in sorted(people_with_consent(session, candidates, "learning")):
        if enrolments_in_course(session, person_id, course_code):
            continue
        try:
            join_course(session, person_id=person_id, course_code=course_code, now=now)
        except (CourseClosed, CourseNotFound):
            return enrolled
        enrolled += 1
    return enrolled
