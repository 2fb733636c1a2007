"""Sign in and out. Message and duration of a rejection do not depend on its cause."""

from typing import cast
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import queries, service
from lms.accounts.contacts import parse_contact
from lms.accounts.errors import ContactMissing, ContactUnreadable
from lms.accounts.notices import unseen_notices
from lms.accounts.queries import Credentials
from lms.accounts.sign_in import attempts
from lms.accounts.sign_in.errors import SignInPaused, SignInRefused
from lms.accounts.sign_in.passwords import MAX_LENGTH
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person, current_person_or_none
from lms.web.access.frames import is_framed
from lms.web.account.blueprint import bp
from lms.web.account.forms import SignInForm
from lms.web.account.known_devices import known_device
from lms.web.account.security import (
    begin_session,
    end_session,
    hash_password,
    is_outdated,
    is_password_of,
)
from lms.web.errors import PAUSED
from lms.web.pages.safe_paths import validate_own_path
from lms.web.texts.error_messages import error_message

HOME = "/home"


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    if current_person_or_none():
        return redirect(next_page(), 303)
    form = SignInForm()
    if request.method != "POST":
        return show(form, 200)
    if not form.validate():
        return show(form, 422)
    try:
        credentials = check_password(form.contact.data or "", form.password.data or "")
    except SignInPaused as error:
        form.form_errors.append(error_message(error))
        return paused(show(form, 429))
    except SignInRefused as error:
        form.form_errors.append(error_message(error))
        return show(form, 422)
    stays = bool(form.stay.data)
    begin_session(credentials.person_id, via="password", epoch=credentials.session_key, stays=stays)
    return redirect(first_page(credentials.person_id), 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    return signed_out(validate_own_path(request.args.get("next", "")) or "/")


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    person = current_person()
    with transaction() as session:
        service.end_sessions(session, person.id, ended_by=person.id, now=utc_now())
    return signed_out(url_for(".sign_in"))


def signed_out(location: str) -> ResponseReturnValue:
    """Sign out, clear the browser's cache and redirect."""
    end_session()
    is_ended = is_framed() and location != url_for("account.erased")
    response = redirect(url_for("lti.ended") if is_ended else location, 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def check_password(typed_contact: str, password: str) -> Credentials:
    """The credentials of the account with this contact and password.

    The attempt is counted before, in a transaction of its own: for this browser alone if the person
    has signed in on it, else for the account and the address. The password is verified outside a
    transaction. Raises SignInPaused or SignInRefused.
    """
    credentials = credentials_of(typed_contact)
    account, address = normalised_contact(typed_contact), source_address()
    if device := known_device(credentials.person_id if credentials else None):
        account, address = f"{account} on {device}", f"device {device}"
    with transaction(commits_dry_runs=True) as session:
        attempt_id = attempts.count_attempt(
            session, account=account, address=address, now=utc_now()
        )
    stored_hash = credentials.password_hash if credentials else None
    is_correct = is_password_of(password[: MAX_LENGTH + 1], stored_hash)
    if credentials is None or not is_correct or not credentials.is_active:
        raise SignInRefused()
    outdated = is_outdated(cast(str, credentials.password_hash))
    stronger = hash_password(password) if outdated else None
    with transaction(commits_dry_runs=True) as session:
        attempts.mark_succeeded(session, attempt_id, now=utc_now())
        if stronger:
            service.refresh_password_hash(session, credentials.person_id, password_hash=stronger)
    return credentials


def credentials_of(typed_contact: str) -> Credentials | None:
    try:
        return queries.credentials_of(db.session(), parse_contact(typed_contact))
    except (ContactMissing, ContactUnreadable):
        return None


def normalised_contact(typed_contact: str) -> str:
    """One form for all spellings of a contact, so that their attempts count together."""
    try:
        return parse_contact(typed_contact).address
    except (ContactMissing, ContactUnreadable):
        return typed_contact[:MAX_LENGTH].strip().lower()


def source_address() -> str:
    """The address of the client; for IPv6 its /64 network, which belongs to one client."""
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def next_page() -> str:
    """The page from `next` if it is one of ours, else the home page."""
    return validate_own_path(request.args.get("next", "")) or HOME


def first_page(person_id: UUID) -> str:
    """The page after sign-in: notices first, if there are any."""
    if unseen_notices(db.session(), person_id):
        return url_for(".notices", next=next_page())
    return next_page()


def paused(page: ResponseReturnValue) -> Response:
    """A page that says that sign-in pauses, with the longest wait in a header for programs."""
    response = make_response(page)
    response.headers.update(PAUSED)
    return response


def show(form: SignInForm, status: int) -> ResponseReturnValue:
    next_path = validate_own_path(request.args.get("next", ""))
    return render_template("account/sign_in.html", form=form, next=next_path), status
