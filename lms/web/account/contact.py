"""Pages to change the contact: request, confirm and dispute."""

from flask import after_this_request, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.contact_changes import queries, service
from lms.accounts.contact_changes.errors import ContactChangesPaused
from lms.accounts.errors import ContactTaken, ContactUnchanged
from lms.accounts.passkeys.queries import passkeys_of
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.account.blueprint import bp
from lms.web.account.channels import can_send, can_send_any, open_channels
from lms.web.account.constant_time import constant_time
from lms.web.account.forms import ChangeContactForm, PlainForm
from lms.web.account.links import forbid_caching
from lms.web.account.recent_proof import drop_unneeded_password, is_proved
from lms.web.account.sign_in import signed_out
from lms.web.texts.error_messages import error_message, message_for_code


@bp.route("/account/contact", methods=["GET", "POST"])
def change_contact() -> ResponseReturnValue:
    """Request another contact. The response does not reveal whether the contact has an account."""
    person = current_person()
    form = ChangeContactForm()
    drop_unneeded_password(form, person)
    if request.method != "POST":
        return show(form, person, 200)
    is_complete = form.validate()
    if is_complete and not can_send(form.read):
        form.contact.errors = [message_for_code("contact-needs-channel")]
        is_complete = False
    if not (is_complete and is_proved(form, person)):
        return show(form, person, 422)
    try:
        ask(form, person)
    except ContactChangesPaused as error:
        form.form_errors.append(error_message(error))
        return show(form, person, 429)
    except ContactUnchanged as error:
        form.refuse(form.contact, error)
        return show(form, person, 422)
    return redirect(url_for(".change_contact"), 303)


@bp.post("/account/contact/withdraw")
def withdraw_contact() -> ResponseReturnValue:
    """Withdraw the open change."""
    person = current_person()
    with transaction() as session:
        service.withdraw_contact_change(session, person.id, now=utc_now())
    flash(_("Your contact stays as it is."))
    return redirect(url_for(".change_contact"), 303)


@bp.route("/account/contact/confirm/<token>", methods=["GET", "POST"])
def confirm_contact(token: str) -> ResponseReturnValue:
    """Confirm a change, in the account that requested it only."""
    person = current_person()
    after_this_request(forbid_caching)
    form = PlainForm()
    change = queries.get_confirmable_change(db.session(), token, person_id=person.id, now=utc_now())
    if request.method != "POST" or not form.validate():
        return render_template("account/confirm_contact.html", form=form, change=change)
    try:
        with transaction() as session:
            service.confirm_contact(session, token, person_id=person.id, now=utc_now())
    except ContactTaken as error:
        form.form_errors.append(error_message(error))
        return render_template("account/confirm_contact.html", form=form, change=change), 409
    flash(_("From now on you sign in with the new contact."))
    return redirect(url_for(".account"), 303)


@bp.route("/contact/objection/<token>", methods=["GET", "POST"])
def object_to_contact(token: str) -> ResponseReturnValue:
    """Dispute a change through the old contact: restore it and choose a new password."""
    after_this_request(forbid_caching)
    form = PlainForm()
    change = queries.get_disputable_change(db.session(), token, now=utc_now())
    if request.method != "POST" or not form.validate():
        return render_template("account/objection.html", form=form, change=change)
    try:
        with transaction() as session:
            reset = service.object_to_contact(session, token, now=utc_now())
    except ContactTaken as error:
        form.form_errors.append(error_message(error))
        return render_template("account/objection.html", form=form, change=change), 409
    return signed_out(url_for(".use_link", token=reset))


def ask(form: ChangeContactForm, person: SignedInPerson) -> None:
    """Request the change in constant time. Raises ContactChangesPaused or ContactUnchanged."""
    now = utc_now()
    with constant_time(), transaction() as session:
        service.request_contact_change(
            session, person.id, contact=form.read, channels=open_channels(), now=now
        )


def show(form: ChangeContactForm, person: SignedInPerson, status: int) -> ResponseReturnValue:
    """The page with the open change and the form."""
    page = render_template(
        "account/contact.html",
        form=form,
        pending=queries.find_pending_change(db.session(), person.id, now=utc_now()),
        can_send=can_send_any(),
        has_passkeys=bool(passkeys_of(db.session(), person.id)),
        can_send_to_phones="phone" in open_channels(),
        can_send_mail="email" in open_channels(),
    )
    return page, status
