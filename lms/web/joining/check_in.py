"""Check in at a live session with the code that is shown there."""

from typing import Final

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.live_sessions import codes
from courses.cohorts.live_sessions.errors import CheckInUnknown
from courses.cohorts.live_sessions.queries import (
    LiveSessionView,
    find_ended_session,
    find_session_by_code,
)
from courses.cohorts.queries import CohortView, cohort
from lms.accounts.sign_in import attempts
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations import queries as organisations
from lms.web.access.auth import SignedInPerson, current_person, current_person_or_none
from lms.web.account.channels import can_send_any, sign_up_mode
from lms.web.account.links import forbid_caching
from lms.web.account.sign_in import source_address
from lms.web.joining.blueprint import bp
from lms.web.joining.check_in_note import add_note, delete_note, session_from_note
from lms.web.texts.language import current_language
from lms.workflows.cohorts import attendance as workflow
from lms.workflows.cohorts.roster_learners import has_unjoined_namesake, is_expected

MAX_CODE_LENGTH: Final = 60


@bp.route("/check-in/<code>", methods=["GET", "POST"])
def check_in(code: str) -> ResponseReturnValue:
    """Check in with one button. People who are not signed in are led through sign-in and back."""
    live = session_from_note(code) or session_of(code)
    if live.is_over(utc_now()):
        return show_ended(live)
    cohort_view = cohort(db.session(), live.cohort_id, language=current_language())
    if request.method != "POST":
        return show_check_in(code, live, cohort_view, current_person_or_none())
    person = current_person()
    if is_namesake(live, cohort_view, person) and "another-person" not in request.form:
        return show_check_in(code, live, cohort_view, person)
    return check_person_in(live, cohort_view, person)


def show_check_in(
    code: str, live: LiveSessionView, cohort_view: CohortView, person: SignedInPerson | None
) -> ResponseReturnValue:
    """The page of the session, with a note that this browser had the code in time."""
    session, organisation_id = db.session(), cohort_view.organisation_id
    page = render_template(
        "joining/check_in.html",
        live=live,
        organisation=organisations.organisation(session, organisation_id)
        if organisation_id
        else None,
        is_in_cohort=person and workflow.is_in_cohort(session, cohort_view, person_id=person.id),
        is_expected=person
        and is_expected(session, cohort_view, person_id=person.id, now=utc_now()),
        is_namesake=person and is_namesake(live, cohort_view, person),
        present=person and workflow.attendance_of(session, live, person_id=person.id),
        person=person,
        here=url_for(".check_in", code=code),
        sign_up_mode=sign_up_mode(),
        can_send=can_send_any(),
    )
    return forbid_caching(add_note(make_response(page), code, live))


def show_ended(live: LiveSessionView) -> ResponseReturnValue:
    """Say that the session is over."""
    return forbid_caching(make_response(render_template("joining/ended.html", live=live), 410))


def is_namesake(live: LiveSessionView, cohort_view: CohortView, person: SignedInPerson) -> bool:
    """Would the person join beside somebody of the same name who has not joined?"""
    session = db.session()
    if not live.lets_join or is_expected(session, cohort_view, person_id=person.id, now=utc_now()):
        return False
    return has_unjoined_namesake(session, cohort_view, name=person.name)


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
    return delete_note(make_response(redirect("/home", 303)))


def session_of(text: str) -> LiveSessionView:
    """The session with this code, which may be over.

    Wrong codes count as failed attempts, against guessing. Raises CheckInUnknown or SignInPaused.
    """
    text = text[:MAX_CODE_LENGTH]
    with transaction(commits_dry_runs=True) as session:
        attempt_id = attempts.count_attempt(
            session, account=f"check-in {text}", address=source_address(), now=utc_now()
        )
    live = find_session(text)
    with transaction(commits_dry_runs=True) as session:
        attempts.mark_succeeded(session, attempt_id, now=utc_now())
    return live


def find_session(text: str) -> LiveSessionView:
    """The open session with this code, or one that ended with it. Raises CheckInUnknown."""
    session, now = db.session(), utc_now()
    key = workflow.check_in_key(session)
    try:
        return find_session_by_code(session, key, text, now=now)
    except CheckInUnknown:
        ended = find_ended_session(session, key, text, now=now)
        if ended is None:
            raise
        return ended


def is_code_of_session(text: str) -> bool:
    """Has the text the form of a check-in code, which is shorter than a cohort code?"""
    try:
        codes.parse_code(text)
    except CheckInUnknown:
        return False
    return True
