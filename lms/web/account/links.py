"""Pages of single-use links: request one, choose a password with one, and see notices."""

from uuid import UUID

from flask import Response, after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.enrolment.join_course import join_only_course
from lms.accounts import queries
from lms.accounts.consents.service import give_consents
from lms.accounts.notices import mark_notices_seen, unseen_notices
from lms.accounts.passkeys.queries import passkeys_of
from lms.accounts.queries import PersonProfile
from lms.accounts.sign_in import attempts
from lms.accounts.sign_in import queries as link_queries
from lms.accounts.sign_in import service as sign_in_service
from lms.accounts.sign_in.errors import SignInPaused
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import new_token
from lms.web.access.auth import current_person
from lms.web.account.blueprint import bp
from lms.web.account.channels import can_send, can_send_any
from lms.web.account.constant_time import constant_time
from lms.web.account.forms import ContactForm, FirstSignInForm, NewPasswordForm, PlainForm
from lms.web.account.security import begin_session, hash_password
from lms.web.account.sign_in import next_page, paused, source_address
from lms.web.joining.check_in_note import waiting_check_in
from lms.web.texts.error_messages import error_message, message_for_code


@bp.route("/reset", methods=["GET", "POST"])
def reset() -> ResponseReturnValue:
    """Request a link. The response does not reveal whether the contact has an account."""
    form = ContactForm()
    if request.method != "POST":
        return show_reset(form, 200)
    is_complete = form.validate()
    if is_complete and not can_send(form.read):
        form.contact.errors = [message_for_code("channel-missing")]
        is_complete = False
    if not is_complete:
        return show_reset(form, 422)
    try:
        request_link(form)
    except SignInPaused as error:
        form.form_errors.append(error_message(error))
        return paused(show_reset(form, 429))
    return redirect(url_for(".reset_sent"), 303)


@bp.get("/reset/sent")
def reset_sent() -> ResponseReturnValue:
    """The page after a request for a link."""
    return render_template("account/message_sent.html", is_sign_up=False)


@bp.route("/link/<token>", methods=["GET", "POST"])
def use_link(token: str) -> ResponseReturnValue:
    """Choose a password with a link and sign in. All other sessions of the person end."""
    after_this_request(forbid_caching)
    link = link_queries.open_link(db.session(), token, now=utc_now())
    if link.person_id is None:
        return redirect(url_for("admin.first_administrator", token=token), 303)
    person = queries.person_profile(db.session(), link.person_id)
    form = form_for(person)
    if request.method != "POST":
        return show_link(form, person, 200)
    if not form.validate():
        return show_link(form, person, 422)
    person_id = consume_link(token, form, is_sign_up=link.purpose == "sign-up")
    begin_session(person_id, via="link")
    return redirect(url_for(".notices", next=waiting_check_in()), 303)


@bp.route("/account/notices", methods=["GET", "POST"])
def notices() -> ResponseReturnValue:
    """Show notices about the account until the person has confirmed them."""
    person = current_person()
    form = PlainForm()
    if request.method == "POST" and form.validate():
        with transaction() as session:
            mark_notices_seen(session, person.id, now=utc_now())
        return redirect(next_page(), 303)
    unseen = unseen_notices(db.session(), person.id)
    if not unseen:
        return redirect(next_page(), 303)
    return render_template("account/notices.html", form=form, notices=unseen, next=next_page())


def form_for(person: PersonProfile) -> NewPasswordForm:
    """The form for a password, with consents if the person has not consented yet."""
    has_consented = queries.has_consented(db.session(), person.id, "learning")
    form = NewPasswordForm() if has_consented else FirstSignInForm()
    form.known_words = (person.name, person.contact.address)
    return form


def consume_link(token: str, form: NewPasswordForm, *, is_sign_up: bool) -> UUID:
    """Use the link, and store consents in the same transaction. Returns the person's id.

    Whoever signed up by themselves joins the course, if only one is open.
    """
    password_hash, now = hash_password(form.password.data), utc_now()
    with transaction() as session:
        person_id = sign_in_service.use_link(
            session, token=token, password_hash=password_hash, now=now
        )
        if isinstance(form, FirstSignInForm):
            give_consents(session, person_id, purposes=form.purposes(), now=now)
        if is_sign_up:
            join_only_course(session, person_id=person_id, now=now)
    return person_id


def request_link(form: ContactForm) -> None:
    """Count the request and send the link, in constant time. Raises SignInPaused."""
    now = utc_now()
    with constant_time(), transaction() as session:
        attempts.count_request(
            session, account=f"reset {form.read.address}", address=source_address(), now=now
        )
        sign_in_service.request_link(session, contact=form.read, token=new_token(), now=now)


def show_link(form: NewPasswordForm, person: PersonProfile, status: int) -> ResponseReturnValue:
    has_passkeys = bool(passkeys_of(db.session(), person.id))
    page = render_template("account/link.html", form=form, person=person, has_passkeys=has_passkeys)
    return page, status


def forbid_caching(response: Response) -> Response:
    """Forbid caching of a page whose address is a secret."""
    response.headers["Cache-Control"] = "no-store"
    return response


def show_reset(form: ContactForm, status: int) -> ResponseReturnValue:
    return render_template("account/reset.html", form=form, can_send=can_send_any()), status
