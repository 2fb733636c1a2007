"""Live sessions of today that a person leads, for the home page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from courses.cohorts.live_sessions.queries import LiveSessionView, sessions_between
from courses.cohorts.queries import cohort_names
from lms.accounts.permissions import scopes_with
from lms.extensions import db
from lms.web.access.auth import SignedInPerson

PERMISSION: Final = "attendance.take"
AHEAD: Final = timedelta(hours=14)  # the morning page shows the session of the evening


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session that the person leads; `is_open`: people can check in now."""

    live: LiveSessionView
    cohort_name: str
    is_open: bool


def sessions_to_lead(person: SignedInPerson, now: datetime) -> list[OwnSession]:
    """Sessions of the cohorts that a person teaches, begun or soon; without a role no query."""
    cohorts = scopes_with(person.grants, PERMISSION, "cohort")
    if not cohorts:
        return []
    session = db.session()
    lives = sessions_between(session, cohorts, begins_before=now + AHEAD, ends_after=now)
    names = cohort_names(session, {live.cohort_id for live in lives})
    return [OwnSession(live, names[live.cohort_id], live.is_open(now)) for live in lives]
