"""Check in at a live session with the code that is shown there.

Signing in first may take longer than the code is valid. So the browser gets a signed cookie, the
note, which proves that it had the code in time. The note is valid for this session and 30 minutes.
"""

from typing import Final
from uuid import UUID

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeTimedSerializer

from courses.cohorts.live_sessions import codes
from courses.cohorts.live_sessions.errors import CheckInUnknown
from courses.cohorts.live_sessions.queries import (
    LiveSessionView,
    find_session_by_code,
    live_session,
)
from courses.cohorts.queries import CohortView, cohort
from lms.accounts.sign_in import attempts
from lms.extensions import current_ports, db, transaction
from lms.kernel.clock import utc_now
from lms.organisations import queries as organisations
from lms.web.access.auth import SignedInPerson, current_person, current_person_or_none
from lms.web.account.channels import sign_up_mode
from lms.web.account.links import forbid_caching
from lms.web.account.sign_in import source_address
from lms.web.joining.blueprint import bp
from lms.web.texts.language import current_language
from lms.workflows.cohorts import attendance as workflow

MAX_CODE_LENGTH: Final = 60
NOTE_COOKIE: Final = "check_in"  # name of the cookie
NOTE_MAX_AGE: Final = 30 * 60  # seconds
SALT: Final = "check-in"


@bp.route("/check-in/<code>", methods=["GET", "POST"])
def check_in(code: str) -> ResponseReturnValue:
    """Check in with one button. People who are not signed in are led through sign-in and back."""
    live = session_from_note(code) or session_of(code)
    cohort_view = cohort(db.session(), live.cohort_id, language=current_language())
    if request.method == "POST":
        return check_person_in(live, cohort_view, current_person())
    person = current_person_or_none()
    organisation_id = cohort_view.organisation_id
    page = render_template(
        "joining/check_in.html",
        live=live,
        organisation=organisations.organisation(db.session(), organisation_id)
        if organisation_id
        else None,
        is_in_cohort=person
        and workflow.is_in_cohort(db.session(), cohort_view, person_id=person.id),
        person=person,
        here=url_for(".check_in", code=code),
        sign_up_mode=sign_up_mode(),
    )
    return forbid_caching(with_note(make_response(page), code, live))


def check_person_in(
    live: LiveSessionView, cohort_view: CohortView, person: SignedInPerson
) -> ResponseReturnValue:
    """Check the person in, and say whether they were checked in before."""
    with transaction() as session:
        is_new = workflow.check_in(session, live, cohort_view, person_id=person.id, now=utc_now())
    if is_new:
        flash(_("You are checked in: %(session)s.", session=live.title))
    else:
        flash(_("You are checked in already: %(session)s.", session=live.title))
    response = redirect("/home", 303)
    response.delete_cookie(NOTE_COOKIE, path="/check-in")
    return response


def session_of(text: str) -> LiveSessionView:
    """The session with this code. Wrong codes count as failed attempts, against guessing.

    Raises CheckInUnknown or SignInPaused.
    """
    text = text[:MAX_CODE_LENGTH]
    with transaction(commits_dry_runs=True) as session:
        attempt_id = attempts.count_attempt(
            session, account=f"check-in {text}", address=source_address(), now=utc_now()
        )
    session = db.session()
    live = find_session_by_code(session, workflow.check_in_key(session), text, now=utc_now())
    with transaction(commits_dry_runs=True) as session:
        attempts.mark_succeeded(session, attempt_id, now=utc_now())
    return live


def session_from_note(code: str) -> LiveSessionView | None:
    """The session for which this browser has a note with this code, while check-in is open."""
    try:
        note = note_serialiser().loads(request.cookies.get(NOTE_COOKIE, ""), max_age=NOTE_MAX_AGE)
    except BadData:
        return None
    if note["code"] != code:
        return None
    live = live_session(db.session(), UUID(note["session"]), cohort_id=UUID(note["cohort"]))
    return live if live.is_open(utc_now()) else None


def with_note(response: Response, code: str, live: LiveSessionView) -> Response:
    """Add the note to the response."""
    note = {"code": code, "session": str(live.id), "cohort": str(live.cohort_id)}
    response.set_cookie(
        NOTE_COOKIE,
        note_serialiser().dumps(note),
        max_age=NOTE_MAX_AGE,
        path="/check-in",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def note_serialiser() -> URLSafeTimedSerializer:
    """Signs notes with a key derived from the server's key."""
    return URLSafeTimedSerializer(current_ports().server_key.derive(b"check-in notes"), salt=SALT)


def is_code_of_session(text: str) -> bool:
    """Has the text the form of a check-in code, which is shorter than a cohort code?"""
    try:
        codes.parse_code(text)
    except CheckInUnknown:
        return False
    return True
