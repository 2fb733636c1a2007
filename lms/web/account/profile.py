"""The person's own page: correct what is kept, change contact and password."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.accounts import queries, service
from lms.accounts.errors import ContactTaken
from lms.accounts.passkeys.queries import passkeys_of
from lms.accounts.provinces import PROVINCES
from lms.accounts.sessions.queries import devices_of
from lms.accounts.sign_in import service as sign_in_service
from lms.accounts.sign_in.errors import SignInPaused, SignInRefused
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.account.blueprint import bp
from lms.web.account.forms import (
    AUDIENCE_LABELS,
    ChangeContactForm,
    ChangePasswordForm,
    CorrectionForm,
    PresentPasswordForm,
)
from lms.web.account.security import begin_session, hash_password
from lms.web.account.sign_in import check_password, source_address
from lms.web.auth import current_person
from lms.web.language import COOKIE, current_language
from lms.web.messages import message, sentence
from lms.web.pages.routes import remember_language


@bp.get("/account")
def account() -> ResponseReturnValue:
    person = current_person()
    profile = queries.person_profile(db.session(), person.id)
    place = PROVINCES.get(profile.province_code or "")
    return render_template(
        "account/account.html",
        profile=profile,
        audience=AUDIENCE_LABELS.get(profile.audience or ""),
        province=place.name(current_language()) if place else None,
        passkeys=len(passkeys_of(db.session(), person.id)),
        devices=len(devices_of(db.session(), person.id, now=utc_now())),
        is_staff=person.may("person.find") or person.may("course.open-pilot"),
    )


@bp.route("/account/profile", methods=["GET", "POST"])
def correct_profile() -> ResponseReturnValue:
    person = current_person()
    form = CorrectionForm(
        name=person.name,
        audience=person.audience,
        province=person.province_code or "",
        language=person.language,
    )
    form.is_learner = person.audience is not None
    if request.method == "GET":
        return render_template("account/profile.html", form=form)
    if not form.validate():
        return render_template("account/profile.html", form=form), 422
    with transaction() as session:
        service.correct_person(
            session,
            person.id,
            name=form.name.data,
            audience=form.audience.data,
            province_code=form.province.data,
            language=form.language.data,
            now=utc_now(),
        )
    with force_locale(form.language.data):
        flash(_("Your details are saved."))
    response = make_response(redirect(url_for(".account"), 303))
    if COOKIE in request.cookies:  # the switch on a page would win over the account's language
        remember_language(response, form.language.data)
    return response


@bp.route("/account/contact", methods=["GET", "POST"])
def change_contact() -> ResponseReturnValue:
    person = current_person()
    form = ChangeContactForm()
    if request.method == "GET":
        return render_template("account/contact.html", form=form)
    if not (form.validate() and is_confirmed(form, person.id)):
        return render_template("account/contact.html", form=form), 422
    try:
        count_change(person.id)
        with transaction() as session:
            service.change_contact(
                session, person.id, contact=form.read, changed_by=person.id, now=utc_now()
            )
    except SignInPaused as paused:
        form.form_errors.append(message(paused))
        return render_template("account/contact.html", form=form), 429
    except ContactTaken as taken:
        form.refuse(form.contact, taken)
        return render_template("account/contact.html", form=form), 422
    flash(_("From now on you sign in with the new contact."))
    return redirect(url_for(".account"), 303)


def count_change(person_id: UUID) -> None:
    """The answer tells whether a contact is taken, so nobody may ask often. Raises SignInPaused."""
    with transaction() as session:
        sign_in_service.count_attempt(
            session, account=f"contact {person_id}", address=source_address(), now=utc_now()
        )


@bp.route("/account/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    person = current_person()
    form = ChangePasswordForm()
    if request.method == "GET":
        return render_template("account/password.html", form=form)
    profile = queries.person_profile(db.session(), person.id)
    form.known_words = (profile.name, profile.contact.address)
    if not (form.validate() and is_confirmed(form, person.id)):
        return render_template("account/password.html", form=form), 422
    password_hash = hash_password(form.password.data)
    with transaction() as session:
        service.set_password(session, person.id, password_hash=password_hash, now=utc_now())
    begin_session(person.id, via="password")
    flash(_("Your new password counts. All other devices are signed out."))
    return redirect(url_for(".account"), 303)


def is_confirmed(form: PresentPasswordForm, person_id: UUID) -> bool:
    """Does the person at the keys know the password? Guesses are counted like at the sign-in."""
    contact = queries.person_profile(db.session(), person_id).contact.address
    try:
        check_password(contact, form.present.data or "")
    except SignInPaused as paused:
        form.present.errors = [message(paused)]
    except SignInRefused:
        form.present.errors = [sentence("password-not-yours")]
    return not form.present.errors
