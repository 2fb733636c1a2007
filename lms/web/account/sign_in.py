"""Signing in and out. Each refusal says, costs and takes the same, whatever its cause."""

from typing import cast
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import queries, service
from lms.accounts.contacts import parse_contact
from lms.accounts.errors import ContactMissing, ContactUnreadable
from lms.accounts.queries import Credentials
from lms.accounts.sign_in import service as sign_in_service
from lms.accounts.sign_in.errors import SignInPaused, SignInRefused
from lms.accounts.sign_in.passwords import MAX_LENGTH
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person, current_person_or_none
from lms.web.account.blueprint import bp
from lms.web.account.forms import SignInForm
from lms.web.account.security import (
    begin_session,
    end_session,
    hash_password,
    is_outdated,
    is_password_of,
)
from lms.web.pages.safe_paths import validate_own_path
from lms.web.texts.error_messages import error_message

HOME = "/home"


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    if current_person_or_none():
        return redirect(next_page(), 303)
    form = SignInForm()
    if request.method == "GET":
        return show(form, 200)
    if not form.validate():
        return show(form, 422)
    try:
        found = check_password(form.contact.data or "", form.password.data or "")
    except SignInPaused as paused:
        form.form_errors.append(error_message(paused))
        return show(form, 429)
    except SignInRefused as refused:
        form.form_errors.append(error_message(refused))
        return show(form, 422)
    stays = bool(form.stay.data)
    begin_session(found.person_id, via="password", epoch=found.session_key, stays=stays)
    return redirect(first_page(found.person_id), 303)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    return signed_out("/")


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    person = current_person()
    with transaction() as session:
        service.end_sessions(session, person.id, ended_by=person.id, now=utc_now())
    return signed_out(url_for(".sign_in"))


def signed_out(location: str) -> ResponseReturnValue:
    """The next person at this device finds nothing by going back."""
    end_session()
    response = redirect(location, 303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def check_password(typed_contact: str, password: str) -> Credentials:
    """Whose contact and password these are. Raises SignInPaused or SignInRefused.

    The attempt is counted first, in a transaction of its own; the password is compared outside any.
    """
    with transaction() as session:
        attempt_id = sign_in_service.count_attempt(
            session,
            account=normalised_contact(typed_contact),
            address=source_address(),
            now=utc_now(),
        )
    found = credentials_of(typed_contact)
    is_theirs = is_password_of(password[: MAX_LENGTH + 1], found.password_hash if found else None)
    if found is None or not is_theirs or not found.is_active:
        raise SignInRefused()
    outdated = is_outdated(cast(str, found.password_hash))
    stronger = hash_password(password) if outdated else None
    with transaction() as session:
        sign_in_service.mark_succeeded(session, attempt_id, now=utc_now())
        if stronger:
            service.refresh_password_hash(session, found.person_id, password_hash=stronger)
    return found


def credentials_of(typed_contact: str) -> Credentials | None:
    try:
        return queries.credentials_of(db.session(), parse_contact(typed_contact))
    except (ContactMissing, ContactUnreadable):
        return None


def normalised_contact(typed_contact: str) -> str:
    """So that all ways to write one contact are counted together."""
    try:
        return parse_contact(typed_contact).address
    except (ContactMissing, ContactUnreadable):
        return typed_contact[:MAX_LENGTH].strip().lower()


def source_address() -> str:
    """Where a request comes from; of an IPv6 address the network, which is what one holder has."""
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def next_page() -> str:
    """Where the person was going, if that is a page of ours."""
    return validate_own_path(request.args.get("next", "")) or HOME


def first_page(person_id: UUID) -> str:
    """What the person has to be told comes first."""
    if queries.unseen_notices(db.session(), person_id):
        return url_for(".notices", next=next_page())
    return next_page()


def show(form: SignInForm, status: int) -> ResponseReturnValue:
    asked_for = validate_own_path(request.args.get("next", ""))
    return render_template("account/sign_in.html", form=form, next=asked_for), status
