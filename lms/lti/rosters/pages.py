"""Pages for administrators: the members of a course at its platform, compared before stored."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.lti import queries, roster_queries, rosters
from lms.accounts.lti.errors import LtiRosterBusy, LtiRosterChanged
from lms.accounts.lti.roster_queries import StoredRoster
from lms.accounts.lti.rosters import Differences
from lms.adapters.http.fetch import FetchFailed
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.lti.rosters.application import application, request_application
from lms.lti.rosters.membership_service import MemberList
from lms.lti.rosters.synchronise import read_roster
from lms.web.access.auth import require
from lms.web.outgoing_requests import send_request
from lms.web.texts.error_messages import error_message, message_for_code

bp = Blueprint("lti_rosters", __name__, url_prefix="/admin/platforms", template_folder="templates")
DIGEST_LENGTH: Final = 64
SECONDS: Final = 10.0  # of a comparison, for which a person waits
REFUSED: Final = (
    "token-400",
    "token-401",
    "token-403",
    "members-401",
    "members-403",
    "members-404",
)


@bp.get("/<uuid:platform_id>/rosters/<uuid:roster_id>")
def roster(platform_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """The expected learners, as they were stored last."""
    administrator = require("platform.set-up")
    stored = roster_queries.roster(db.session(), platform_id, roster_id)
    if stored.compared_at is not None:
        record_reading(stored, administrator.id)
    return show(platform_id, stored)


@bp.post("/<uuid:platform_id>/rosters/<uuid:roster_id>/compare")
def compare(platform_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Show what differs at the platform. Nothing is stored. Raises SitesBusy."""
    administrator = require("platform.set-up")
    stored = roster_queries.roster(db.session(), platform_id, roster_id)
    try:
        members = read_roster(
            queries.platform(db.session(), platform_id), stored, seconds=SECONDS, send=send_request
        )
    except FetchFailed as problem:
        record_reading(stored, administrator.id)
        return show_failure(platform_id, stored, problem)
    record_reading(stored, administrator.id)
    return show(platform_id, stored, members)


@bp.post("/<uuid:platform_id>/rosters/<uuid:roster_id>/apply")
def apply(platform_id: UUID, roster_id: UUID) -> ResponseReturnValue:
    """Begin to store the list that was shown. The page of the roster says how far it is."""
    administrator = require("platform.set-up")
    stored = roster_queries.roster(db.session(), platform_id, roster_id)
    try:
        with transaction() as session:
            request_application(
                session,
                stored,
                digest=request.form.get("digest", "")[:DIGEST_LENGTH],
                applied_by=administrator.id,
                now=utc_now(),
            )
    except LtiRosterBusy as error:
        flash(error_message(error))
    return redirect(url_for(".roster", platform_id=platform_id, roster_id=roster_id), 303)


def record_reading(stored: StoredRoster, reader_id: UUID) -> None:
    """Record that somebody has seen the names of a roster."""
    with transaction() as session:
        rosters.record_access(session, "lti.roster-read", stored.id, reader_id, now=utc_now())


def show(
    platform_id: UUID,
    stored: StoredRoster,
    members: MemberList | None = None,
    *,
    problem: str = "",
    status: int = HTTPStatus.OK,
) -> ResponseReturnValue:
    """The stored members, and the differences to `members` or how far they are stored."""
    session = db.session()
    expected = roster_queries.expected_members(session, stored.id)
    differences: Differences | None = None
    is_partial = False  # whether the last job has begun to store its list, and failed
    job = application(session, stored.id)
    if members is not None:
        differences = rosters.compare(expected, members.learners)
    elif job is not None and not job.is_open and job.problem and not problem:
        problem = job.problem
        is_partial = stored.compared_at is not None and stored.compared_at >= job.created_at
    page = render_template(
        "lti_rosters/roster.html",
        platform=queries.platform(session, platform_id),
        stored=stored,
        expected=expected,
        people=roster_queries.people_of_members(session, stored.id),
        members=members,
        differences=differences,
        digest=rosters.members_digest(members.learners) if members else "",
        job=job,
        problem=problem,
        is_partial=is_partial,
        changed_text=message_for_code(problem) if problem == LtiRosterChanged.code else "",
        is_refused=problem in REFUSED,
    )
    return page, status, {"Cache-Control": "no-store"}


def show_failure(
    platform_id: UUID, stored: StoredRoster, problem: FetchFailed
) -> ResponseReturnValue:
    """Say why the members could not be read."""
    reason = str(problem.parameters["reason"])
    return show(platform_id, stored, problem=reason, status=HTTPStatus.BAD_GATEWAY)
