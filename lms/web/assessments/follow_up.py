"""The invitation to a follow-up on the home page, and dismissing it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from assessments.queries import AssessmentState, AssessmentStates
from courses.follow_up import service
from courses.follow_up.queries import open_invitation
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.assessments.blueprint import bp
from lms.web.assessments.intro import course_of


@dataclass(frozen=True, slots=True)
class FollowUpTask:
    """An open follow-up; `slug` is the task that comes next."""

    months: int
    closes_at: datetime
    slug: str


@bp.post("/courses/<code>/follow-up/away")
def put_away(code: str) -> ResponseReturnValue:
    """Dismiss the invitation of a course."""
    person = current_person()
    course = course_of(person, code)
    with transaction() as session:
        service.dismiss_invitation(session, course.enrolment_id, now=utc_now())
    flash(_("The follow-up is hidden. Nothing else changes."))
    return redirect("/home", 303)


def follow_up_task(
    session: Session, enrolment_id: UUID, states: AssessmentStates
) -> FollowUpTask | None:
    """Return the open follow-up, unless it is dismissed or test and scale are submitted."""
    invitation = open_invitation(session, enrolment_id, now=utc_now())
    if invitation is None or invitation.is_put_away:
        return None
    tasks = {
        "follow-up": states.follow_up,
        "self-efficacy-follow-up": states.self_efficacy_follow_up,
    }
    pending = [slug for slug, state in tasks.items() if is_pending(state, invitation.invited_at)]
    return FollowUpTask(invitation.months, invitation.closes_at, pending[0]) if pending else None


def is_pending(state: AssessmentState | None, invited_at: datetime) -> bool:
    """Return whether a task was not submitted since the invitation."""
    if state is None:
        return False
    return state.submitted_at is None or state.submitted_at < invited_at
