"""Note the roster that a launch names."""

from lms.accounts.lti.limits import MAX_COURSE_CODE_LENGTH
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.roster_queries import Roster, is_recorded
from lms.accounts.lti.rosters import record_roster
from lms.extensions import db, transaction
from lms.lti.launch_token import Launch
from lms.lti.targets import Target


def note_roster(platform: Platform, message: Launch, target: Target) -> None:
    """Remember where the platform lists the members of a course, if it does."""
    course_code = target.course_code or ""
    if not message.memberships_url or len(course_code) > MAX_COURSE_CODE_LENGTH:
        return
    roster = Roster(
        platform_id=platform.id,
        deployment_id=message.deployment_id,
        context_id=message.context_id,
        course_code=course_code,
        title=message.context_title,
        memberships_url=message.memberships_url,
    )
    if not is_recorded(db.session(), roster):
        with transaction() as writes:
            record_roster(writes, roster)
