"""Note the roster that a launch names."""

from typing import Final
from uuid import UUID

from flask import current_app

from lms.accounts.lti.limits import MAX_COURSE_CODE_LENGTH
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.roster_queries import Roster, is_recorded
from lms.accounts.lti.rosters import record_roster
from lms.extensions import db, transaction
from lms.lti.launch_token import Launch
from lms.lti.targets import Target

EXTENSION: Final = "lti_noted_rosters"
MAX_NOTED: Final = 10_000
RosterKey = tuple[UUID, str, str, str]


def note_roster(platform: Platform, message: Launch, target: Target) -> None:
    """Remember where the platform lists the members of a course, if it does.

    A roster that this process has noted last with the same title and address needs no query.
    """
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
    noted: dict[RosterKey, Roster] = current_app.extensions.setdefault(EXTENSION, {})
    key = platform.id, message.deployment_id, message.context_id, course_code
    if noted.get(key) == roster:
        return
    if not is_recorded(db.session(), roster):
        with transaction() as writes:
            record_roster(writes, roster)
    if len(noted) >= MAX_NOTED:
        noted.clear()
    noted[key] = roster
