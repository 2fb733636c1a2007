"""Join with a cohort code. The organisation is named before personal data is asked for."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.live_sessions import codes
from courses.cohorts.queries import cohort_name
from lms.accounts.sign_in import attempts
from lms.accounts.sign_in.errors import SignInPaused
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import LmsError
from lms.organisations.cohort_codes.codes import format_code, parse_code
from lms.organisations.cohort_codes.queries import OpenCode, open_code
from lms.web.access.auth import current_person, current_person_or_none
from lms.web.account.channels import sign_up_mode
from lms.web.account.sign_in import paused, source_address
from lms.web.joining.blueprint import bp
from lms.web.joining.check_in import is_code_of_session, session_of
from lms.web.joining.check_in_note import add_note
from lms.web.joining.forms import CodeForm
from lms.web.texts.error_messages import error_message
from lms.workflows.organisations.join_organisation import join_by_code

MAX_CODE_LENGTH = 60


@bp.route("/join", methods=["GET", "POST"])
def enter_code() -> ResponseReturnValue:
    """The form for a cohort code or a check-in code."""
    form = CodeForm()
    if request.method != "POST":
        return render_template("joining/enter_code.html", form=form)
    text = (form.code.data or "")[:MAX_CODE_LENGTH]
    try:
        if is_code_of_session(text):
            return to_check_in(text)
        look_up(text)
    except SignInPaused as error:
        return paused(refuse(form, error, 429))
    except LmsError as error:
        return refuse(form, error, 422)
    return redirect(url_for(".code", code=format_code(parse_code(text))), 303)


def to_check_in(text: str) -> ResponseReturnValue:
    """Lead to the check-in, with a note that this browser had the code in time."""
    live = session_of(text)
    code = codes.format_code(codes.parse_code(text))
    return add_note(make_response(redirect(url_for(".check_in", code=code), 303)), code, live)


@bp.route("/join/<code>", methods=["GET", "POST"])
def code(code: str) -> ResponseReturnValue:
    """Join with one button. People who are not signed in are led through sign-in and back."""
    cohort_code = look_up(code[:MAX_CODE_LENGTH])
    if request.method == "POST":
        return join(code, current_person().id)
    return render_template(
        "joining/code.html",
        cohort_code=cohort_code,
        cohort_name=cohort_name(db.session(), cohort_code.cohort_id),
        person=current_person_or_none(),
        here=url_for(".code", code=code),
        sign_up_mode=sign_up_mode(),
    )


def join(code: str, person_id: UUID) -> ResponseReturnValue:
    with transaction() as session:
        join_by_code(session, code=code, person_id=person_id, now=utc_now())
    flash(_("You have joined."))
    return redirect("/home", 303)


def look_up(text: str) -> OpenCode:
    """Find a cohort code. Wrong codes count as failed attempts, against guessing.

    Raises what `open_code` raises, or SignInPaused.
    """
    with transaction(commits_dry_runs=True) as session:
        attempt_id = attempts.count_attempt(
            session, account=f"class code {text}", address=source_address(), now=utc_now()
        )
    cohort_code = open_code(db.session(), text, now=utc_now())
    with transaction(commits_dry_runs=True) as session:
        attempts.mark_succeeded(session, attempt_id, now=utc_now())
    return cohort_code


def refuse(form: CodeForm, error: LmsError, status: int) -> ResponseReturnValue:
    form.code.errors = [error_message(error)]
    return render_template("joining/enter_code.html", form=form), status
