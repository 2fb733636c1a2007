"""The first page of a new person: what a platform does not say, and their consent.

Nothing is stored before they agree; until then the launch is in the signed session cookie.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from courses.enrolment.join_course import join_only_course
from lms.accounts.consents.service import give_consents
from lms.accounts.lti import launches, queries
from lms.accounts.lti.errors import LtiAccountTaken, LtiPlatformNotFound
from lms.accounts.lti.queries import Platform
from lms.accounts.lti.scores import ScoredLink
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.lti.blueprint import bp
from lms.lti.errors import LaunchRejected
from lms.lti.launch_token import Launch
from lms.lti.scores import note_link, takes_score
from lms.lti.sign_in import arrives_in_frame, origins_here, sign_in_person
from lms.lti.targets import Target
from lms.web.access.frames import FRAME_ORIGINS
from lms.web.account.forms import FirstPageForm
from lms.web.texts.language import (
    LANGUAGES,
    chosen_language,
    current_language,
    set_request_language,
)

PENDING: Final = "lti_launch"  # in the session
LIFETIME: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PendingLaunch:
    """A validated launch of a person who has no account here yet."""

    platform: Platform
    subject: str
    name: str
    target: Target
    link: ScoredLink


@bp.route("/first-page", methods=["GET", "POST"])
def first_page() -> ResponseReturnValue:
    """Ask what is missing, create the account and open the page of the launch.

    Whoever finds the name of somebody else, as on a shared phone, ends the launch.
    """
    if request.method == "POST" and "not_me" in request.form:
        session.pop(PENDING, None)
        return redirect(url_for(".ended"), 303)
    pending = pending_launch()
    form = FirstPageForm(name=pending.name)
    if request.method != "POST":
        return show(form, pending, 200)
    if not form.validate():
        return show(form, pending, 422)
    person_id, epoch = create_account(form, pending)
    origins = origins_here(pending.platform)
    sign_in_person(person_id, pending.target, epoch=epoch, frame_origins=origins)
    note_link(pending.link, person_id=person_id, subject=pending.subject)
    return redirect(pending.target.path, 303)


@bp.get("/ended")
def ended() -> ResponseReturnValue:
    """The page in a frame after a session has ended."""
    return render_template("lti/ended.html")


def remember_launch(platform: Platform, message: Launch, target: Target) -> None:
    """Keep a launch in the session until the person has agreed. Ends an earlier session here."""
    session.clear()
    session[PENDING] = {
        "platform": str(platform.id),
        "subject": message.subject,
        "name": message.name,
        "language": message.locale[:2].lower(),
        "target": [target.path, target.course_code],
        "link": [message.deployment_id, message.resource_link_id, message.line_item_url],
        "at": utc_now().timestamp(),
    }
    if arrives_in_frame():
        session[FRAME_ORIGINS] = platform.frame_origins


def pending_launch() -> PendingLaunch:
    """The launch of this browser, in the language of its platform. Raises LaunchRejected."""
    pending = session.get(PENDING)
    if pending is None or datetime.fromtimestamp(pending["at"], UTC) + LIFETIME < utc_now():
        session.pop(PENDING, None)  # a name must not stay in a browser
        raise LaunchRejected("lti-page-expired", frame_origins=session.get(FRAME_ORIGINS, ""))
    try:
        platform = queries.platform(db.session(), UUID(pending["platform"]))
    except LtiPlatformNotFound:
        raise LaunchRejected("lti-platform-unknown") from None
    if not platform.active:
        raise LaunchRejected("lti-platform-stopped", platforms=[platform])
    if chosen_language() is None and pending["language"] in LANGUAGES:
        set_request_language(pending["language"])
    target, (deployment_id, link_id, line_item) = Target(*pending["target"]), pending["link"]
    link = ScoredLink(platform.id, deployment_id, link_id, target.path, line_item)
    return PendingLaunch(platform, pending["subject"], pending["name"], target, link)


def create_account(form: FirstPageForm, pending: PendingLaunch) -> tuple[UUID, str | None]:
    """Create the person with their consents. Returns the same person for a form sent twice.

    With the epoch of that person's sessions. Raises LaunchRejected if they are suspended.
    """
    now = utc_now()
    issuer, subject = pending.platform.issuer, pending.subject
    try:
        with transaction() as writes:
            person_id = launches.create_linked_person(
                writes,
                issuer=issuer,
                subject=subject,
                name=form.name.data,
                audience=form.audience.data,
                province_code=form.province.data,
                language=current_language(),
                now=now,
            )
            give_consents(writes, person_id, purposes=form.purposes(), now=now)
            if pending.target.course_code is None:
                join_only_course(writes, person_id=person_id, now=now)
    except LtiAccountTaken:
        linked = queries.linked_person(db.session(), issuer, subject)
        if linked is None or not linked.is_active:
            raise LaunchRejected("lti-person-suspended", platforms=[pending.platform]) from None
        return linked.person_id, linked.epoch
    return person_id, None


def show(form: FirstPageForm, pending: PendingLaunch, status: int) -> ResponseReturnValue:
    """The form. It must not be cached: it has a name on it."""
    page = render_template(
        "lti/first_page.html",
        form=form,
        platform=pending.platform,
        has_score=takes_score(pending.link),
    )
    return page, status, {"Cache-Control": "no-store"}
