"""The launch: the platform posts an ID token, which signs the person in."""

from typing import Final

import structlog
from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.accounts.lti import launches, queries, rejections
from lms.accounts.lti.launches import StartedLaunch
from lms.accounts.lti.queries import LinkedPerson, Platform
from lms.extensions import csrf, db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.lti.blueprint import bp
from lms.lti.deep_linking import remember_request
from lms.lti.errors import LaunchRejected
from lms.lti.first_page import remember_launch
from lms.lti.launch_token import (
    DeepLinkRequest,
    Launch,
    Message,
    key_id_of,
    validate_launch,
)
from lms.lti.linked_pages import has_page, versions_of
from lms.lti.login import LIMIT, delete_state_cookie, has_state_cookie
from lms.lti.platform_keys import find_keys
from lms.lti.rejection_labels import RECEIVED
from lms.lti.review import remember_review
from lms.lti.rosters.launched import note_roster
from lms.lti.scores import note_link, scored_link
from lms.lti.sign_in import origins_here, sign_in_person
from lms.lti.targets import find_target, target_unknown
from lms.web.access.frames import allow_framing
from lms.web.outgoing_requests import RETRY_AFTER
from lms.web.texts.error_messages import error_message

STATUS: Final = {  # of other rejections: 401
    "lti-busy": 503,
    "lti-keys-unavailable": 503,
    "lti-message-unsupported": 400,
    "lti-page-expired": 410,
    "lti-person-has-role": 403,
    "lti-person-suspended": 403,
    "lti-review-not-allowed": 403,
    "lti-target-unknown": 404,
    "lti-platform-stopped": 403,
    "lti-platform-unknown": 400,
}
log = structlog.get_logger("payung")
MAX_ORIGINS_LENGTH: Final = 2_000  # of a header, while the platform is unknown


@bp.route("/launch", methods=["GET", "POST"])
@limiter.limit(LIMIT)
def launch() -> ResponseReturnValue:
    """Sign the person of a launch in and open its page; new people see the first page.

    A GET holds no message: the address was entered at the platform as that of the login.
    """
    state = request.form.get("state", "")
    if not state or not ({"id_token", "error"} & request.form.keys()):
        raise LaunchRejected("lti-message-unsupported")
    started = find_launch(state)
    try:
        address = accept(started.platform, validated_message(started), state)
    except LaunchRejected as error:
        error.platforms = (started.platform,)
        with transaction() as writes:  # a state is used once, also by what is rejected
            launches.end_launch(writes, state)
        raise
    note_opened(started.platform, address)
    return delete_state_cookie(make_response(redirect(address, 303)), state)


csrf.exempt(launch)  # the platform sends it; cookie and token are checked


def accept(platform: Platform, message: Message, state: str) -> str:
    """Do what a message asks for, and return the path of the next page. Raises LaunchRejected."""
    if isinstance(message, Launch):
        return open_page(platform, message, state)
    with transaction() as writes:
        end_launch(writes, state)
    if isinstance(message, DeepLinkRequest):
        remember_request(platform, message)
        return url_for(".pick")
    remember_review(platform, message)
    return url_for(".review")


def open_page(platform: Platform, message: Launch, state: str) -> str:
    """Sign the person in, or lead a new one to the first page.

    The launch ends in the transaction of the sign-in, or in one of its own. A link to a page that
    does not exist stores nothing. Raises LaunchRejected.
    """
    person, target = find_person(message), find_target(message)
    code = target.course_code
    enrolled_in = versions_of(person.person_id, code) if person and code else []
    if not has_page(target, enrolled_in):
        raise target_unknown(message, target.path)
    if person is None:
        with transaction() as writes:
            end_launch(writes, state)
        note_roster(platform, message, target)
        remember_launch(platform, message, target)
        return url_for(".first_page")
    note_roster(platform, message, target)
    sign_in_person(
        person.person_id,
        target,
        epoch=person.epoch,
        frame_origins=origins_here(platform),
        is_enrolled=bool(enrolled_in),
        before=lambda writes: end_launch(writes, state),
    )
    link = scored_link(platform, message, target)
    note_link(link, person_id=person.person_id, subject=message.subject)
    return target.path


def note_opened(platform: Platform, path: str) -> None:
    """Store the last launch for the page of the platform, unless that was done just now."""
    now = utc_now()
    if rejections.is_launch_due(platform.launched_at, now=now):
        with transaction() as writes:
            rejections.note_launch(writes, platform.id, path, now=now)


@bp.app_errorhandler(LaunchRejected)
def show_rejection(error: LaunchRejected) -> ResponseReturnValue:
    """Say what to do. The page has neither forms nor data, so each platform may frame it."""
    origins = error.frame_origins
    if not origins:
        known = queries.platforms(db.session())
        origins = " ".join(platform.frame_origins for platform in known if platform.active)
    if len(origins) <= MAX_ORIGINS_LENGTH:
        allow_framing(origins)
    log.info("lti_rejected", code=error.code, **error.received)
    count_rejection(error)
    page = render_template(
        "lti/rejected.html",
        text=error_message(error),
        code=error.code,
        received=error.received,
        names=RECEIVED,
    )
    return page, STATUS.get(error.code, 401), RETRY_AFTER if error.code == "lti-busy" else {}


def count_rejection(error: LaunchRejected) -> None:
    """Count a rejection on the pages of its platforms.

    Anybody can begin a login, so what it names is shown but not stored.
    """
    if not error.platforms:
        return
    with transaction() as writes:
        rejections.record_rejection(
            writes,
            [platform.id for platform in error.platforms],
            error.code,
            {} if request.endpoint == "lti.login" else error.received,
            now=utc_now(),
        )


def find_launch(state: str) -> StartedLaunch:
    """The launch that this browser has started with this state. Raises LaunchRejected.

    It stays, so that nobody else ends the launch of this browser.
    """
    started = launches.find_launch(db.session(), state, now=utc_now())
    if started is None:
        raise LaunchRejected("lti-launch-unknown")
    if not has_state_cookie(state):
        raise LaunchRejected("lti-cookie-missing", platforms=[started.platform])
    return started


def end_launch(writes: Session, state: str) -> None:
    """Raises LaunchRejected if another request has ended the launch meanwhile."""
    if launches.end_launch(writes, state) is None:
        raise LaunchRejected("lti-launch-unknown")


def validated_message(started: StartedLaunch) -> Message:
    """Validate platform, state, token and deployment of a launch. Raises LaunchRejected."""
    platform = started.platform
    if not platform.active:
        raise LaunchRejected("lti-platform-stopped")
    if started.is_expired:
        raise LaunchRejected("lti-launch-expired")
    if "error" in request.form:
        raise LaunchRejected("lti-platform-answered-error")
    token, now = request.form.get("id_token", ""), utc_now()
    kid = key_id_of(token)
    message = validate_launch(
        token,
        keys=find_keys(platform.key_set_url, kid, now=now),
        issuer=platform.issuer,
        client_id=platform.client_id,
        nonce=started.nonce,
        now=now,
    )
    if message.deployment_id not in started.deployment_ids:
        received = {"deployment_id": message.deployment_id}
        raise LaunchRejected("lti-deployment-unknown", received=received)
    return message


def find_person(message: Launch) -> LinkedPerson | None:
    """The person of the account, or None for a new one.

    Raises LaunchRejected if they are suspended, or have a role: whoever runs a platform could
    sign in as any of its people, and would see and change what is entrusted to this one.
    """
    linked = queries.linked_person(db.session(), message.issuer, message.subject)
    if linked is None:
        return None
    if not linked.is_active:
        raise LaunchRejected("lti-person-suspended")
    if linked.has_role:
        raise LaunchRejected("lti-person-has-role")
    return linked
