"""The launch: the platform posts an ID token, which signs the person in."""

from typing import Final

import structlog
from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.lti import launches, queries
from lms.accounts.lti.errors import LtiPlatformNotFound
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
    SubmissionReview,
    key_id_of,
    validate_launch,
)
from lms.lti.login import LIMIT, delete_state_cookie, has_state_cookie
from lms.lti.platform_keys import find_keys
from lms.lti.review import remember_review
from lms.lti.rosters.launched import note_roster
from lms.lti.scores import note_link, scored_link
from lms.lti.sign_in import origins_here, sign_in_person
from lms.lti.targets import Target, find_target
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
    "lti-platform-stopped": 403,
    "lti-platform-unknown": 400,
}
log = structlog.get_logger("payung")
MAX_ORIGINS_LENGTH: Final = 2_000  # of a header, while the platform is unknown


@bp.post("/launch")
@limiter.limit(LIMIT)
def launch() -> ResponseReturnValue:
    """Sign the person of a launch in and open its page; new people see the first page."""
    state = request.form.get("state", "")
    if not state or not ({"id_token", "error"} & request.form.keys()):
        raise LaunchRejected("lti-message-unsupported")
    require_state_cookie(state)  # first, so that nobody else ends the launch of this browser
    platform, deployments, started = take_launch(state)
    try:
        message = validated_message(platform, started)
        if message.deployment_id not in deployments:
            received = {"deployment_id": message.deployment_id}
            raise LaunchRejected("lti-deployment-unknown", received=received)
        address = accept(platform, message)
    except LaunchRejected as error:
        error.frame_origins = platform.frame_origins
        raise
    return delete_state_cookie(make_response(redirect(address, 303)), state)


csrf.exempt(launch)  # the platform sends it; cookie and token are checked


def accept(platform: Platform, message: Message) -> str:
    """Do what a message asks for, and return the path of the next page. Raises LaunchRejected."""
    if isinstance(message, DeepLinkRequest):
        remember_request(platform, message)
        return url_for(".pick")
    if isinstance(message, SubmissionReview):
        remember_review(platform, message)
        return url_for(".review")
    person, target = find_person(message), find_target(message)
    note_roster(platform, message, target)
    if person is None:
        remember_launch(platform, message, target)
        warn_of_wrong_link(target)
        return url_for(".first_page")
    sign_in_person(
        person.person_id, target, epoch=person.epoch, frame_origins=origins_here(platform)
    )
    link = scored_link(platform, message, target)
    note_link(link, person_id=person.person_id, subject=message.subject)
    warn_of_wrong_link(target)
    return target.path


def warn_of_wrong_link(target: Target) -> None:
    """Say on the next page that the link names a page that does not exist."""
    if not target.is_mistaken:
        return
    log.warning("lti_target_unknown", opened=target.path)
    flash(
        _(
            "This link names a page that Payung does not have, so another page opens. "
            "Tell the person who made the link on your learning platform."
        )
    )


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
    page = render_template(
        "lti/rejected.html", text=error_message(error), code=error.code, received=error.received
    )
    return page, STATUS.get(error.code, 401), RETRY_AFTER if error.code == "lti-busy" else {}


def take_launch(state: str) -> tuple[Platform, frozenset[str], StartedLaunch]:
    """End the launch that was started with this state, and return it.

    With its platform and the ids of the deployments there. Raises LaunchRejected.
    """
    with transaction() as writes:
        started = launches.take_launch(writes, state, now=utc_now())
    if started is None:
        raise LaunchRejected("lti-launch-unknown")
    try:
        platform, deployments = queries.platform_and_deployments(db.session(), started.platform_id)
    except LtiPlatformNotFound:
        raise LaunchRejected("lti-platform-unknown") from None
    if not platform.active:
        raise LaunchRejected("lti-platform-stopped", frame_origins=platform.frame_origins)
    return platform, deployments, started


def require_state_cookie(state: str) -> None:
    """Raises LaunchRejected if another browser has started the launch, or nobody has."""
    if has_state_cookie(state):
        return
    started = launches.find_launch(db.session(), state, now=utc_now())
    if started is None:
        raise LaunchRejected("lti-launch-unknown")
    try:
        platform = queries.platform(db.session(), started.platform_id)
    except LtiPlatformNotFound:
        raise LaunchRejected("lti-platform-unknown") from None
    raise LaunchRejected("lti-cookie-missing", frame_origins=platform.frame_origins)


def validated_message(platform: Platform, started: StartedLaunch) -> Message:
    """Validate state and token of a launch. Raises LaunchRejected."""
    if started.is_expired:
        raise LaunchRejected("lti-launch-expired")
    if "error" in request.form:
        raise LaunchRejected("lti-platform-answered-error")
    token, now = request.form.get("id_token", ""), utc_now()
    kid = key_id_of(token)
    db.session().rollback()  # no connection waits while keys are read
    return validate_launch(
        token,
        keys=find_keys(platform.key_set_url, kid, now=now),
        issuer=platform.issuer,
        client_id=platform.client_id,
        nonce=started.nonce,
        now=now,
    )


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
