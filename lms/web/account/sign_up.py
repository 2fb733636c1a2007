"""Sign up: at once on a loopback address, else by a link in a message."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses.enrolment.join_course import join_only_course
from lms.accounts import service
from lms.accounts.consents.service import give_consents
from lms.accounts.errors import ContactTaken
from lms.accounts.sign_in import attempts
from lms.accounts.sign_in import service as sign_in_service
from lms.accounts.sign_in.errors import SignInPaused
from lms.extensions import transaction
from lms.kernel.clock import utc_now
from lms.kernel.tokens import new_token
from lms.web.access.auth import current_person_or_none
from lms.web.account.blueprint import bp
from lms.web.account.channels import can_send, sign_up_mode
from lms.web.account.constant_time import constant_time
from lms.web.account.forms import RequestAccountForm, SignUpForm
from lms.web.account.security import begin_session, hash_password
from lms.web.account.sign_in import HOME, next_page, paused, source_address
from lms.web.texts.error_messages import error_message, message_for_code
from lms.web.texts.language import current_language


@bp.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> ResponseReturnValue:
    if current_person_or_none():
        return redirect(HOME, 303)
    mode = sign_up_mode()
    if mode == "closed":
        return render_template("account/sign_up_closed.html"), 200 if is_reading() else 403
    return sign_up_here() if mode == "here" else sign_up_by_message()


@bp.get("/sign-up/sent")
def sign_up_sent() -> ResponseReturnValue:
    return render_template("account/message_sent.html", is_sign_up=True)


def sign_up_here() -> ResponseReturnValue:
    form = SignUpForm()
    if is_reading():
        return render_template("account/sign_up.html", form=form, mode="here")
    if not form.validate():
        return render_template("account/sign_up.html", form=form, mode="here"), 422
    password_hash, now = hash_password(form.password.data), utc_now()
    try:
        with transaction() as session:
            person_id = service.create_person(
                session,
                name=form.name.data,
                contact=form.read,
                password_hash=password_hash,
                audience=form.audience.data,
                province_code=form.province.data,
                language=current_language(),
                now=now,
            )
            give_consents(session, person_id, purposes=form.purposes(), now=now)
            if next_page() == HOME:  # otherwise they came for something, such as a cohort
                join_only_course(session, person_id=person_id, now=now)
    except ContactTaken as error:
        form.refuse(form.contact, error)
        return render_template("account/sign_up.html", form=form, mode="here"), 422
    begin_session(person_id, via="password")
    return redirect(next_page(), 303)


def sign_up_by_message() -> ResponseReturnValue:
    form = RequestAccountForm()
    if is_reading():
        return render_template("account/sign_up.html", form=form, mode="by-message")
    is_complete = form.validate()
    if is_complete and not can_send(form.read):
        form.contact.errors = [message_for_code("channel-missing")]
        is_complete = False
    if not is_complete:
        return render_template("account/sign_up.html", form=form, mode="by-message"), 422
    try:
        request_account(form)
    except SignInPaused as error:
        form.form_errors.append(error_message(error))
        page = render_template("account/sign_up.html", form=form, mode="by-message")
        return paused((page, 429))
    return redirect(url_for(".sign_up_sent"), 303)


def request_account(form: RequestAccountForm) -> None:
    now = utc_now()
    try:
        with constant_time(), transaction() as session:
            attempts.count_request(
                session, account=f"sign-up {form.read.address}", address=source_address(), now=now
            )
            sign_in_service.request_account(
                session,
                name=form.name.data,
                contact=form.read,
                audience=form.audience.data,
                province_code=form.province.data,
                language=current_language(),
                token=new_token(),
                now=now,
            )
    except ContactTaken:
        return  # a concurrent request with the same form has sent the message


def is_reading() -> bool:
    return request.method != "POST"
