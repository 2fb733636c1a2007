"""The account page, and pages to correct one's details and change the password."""

from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from lms.accounts import queries, service
from lms.accounts.oidc.queries import active_providers, linked_accounts
from lms.accounts.passkeys.queries import passkeys_of
from lms.accounts.provinces import PROVINCES
from lms.accounts.roles.queries import open_grants
from lms.accounts.sessions.queries import devices_of
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.account.blueprint import bp
from lms.web.account.forms import (
    AUDIENCE_LABELS,
    ChangePasswordForm,
    CorrectionForm,
)
from lms.web.account.recent_proof import drop_unneeded_password, is_proved
from lms.web.account.security import begin_session, hash_password
from lms.web.admin.role_form import label_grants
from lms.web.texts.language import COOKIE, current_language, remember_language


@bp.get("/account")
def account() -> ResponseReturnValue:
    person = current_person()
    profile = queries.person_profile(db.session(), person.id)
    province = PROVINCES.get(profile.province_code or "")
    return render_template(
        "account/account.html",
        profile=profile,
        audience=AUDIENCE_LABELS.get(profile.audience or ""),
        province=province.name(current_language()) if province else None,
        passkeys=len(passkeys_of(db.session(), person.id)),
        accounts_elsewhere=len(linked_accounts(db.session(), person.id)),
        has_providers=bool(active_providers(db.session())),
        devices=len(devices_of(db.session(), person.id, now=utc_now())),
        grants=label_grants(open_grants(db.session(), person.id)),
        is_staff=person.is_staff,
        sees_evaluation=person.may("evaluation.see"),
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
    if request.method != "POST":
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
    if COOKIE in request.cookies:  # else the cookie would override the account's language
        remember_language(response, form.language.data)
    return response


@bp.route("/account/password", methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    person = current_person()
    form = ChangePasswordForm()
    drop_unneeded_password(form, person)
    if request.method != "POST":
        return show_password(form, person.id, 200)
    profile = queries.person_profile(db.session(), person.id)
    form.known_words = (profile.name, profile.contact.address)
    if not (form.validate() and is_proved(form, person)):
        return show_password(form, person.id, 422)
    password_hash = hash_password(form.password.data)
    with transaction() as session:
        service.set_password(session, person.id, password_hash=password_hash, now=utc_now())
    begin_session(person.id, via="password")
    flash(_("Your new password counts. All other devices are signed out."))
    return redirect(url_for(".account"), 303)


def show_password(form: ChangePasswordForm, person_id: UUID, status: int) -> ResponseReturnValue:
    has_passkeys = bool(passkeys_of(db.session(), person_id))
    return render_template("account/password.html", form=form, has_passkeys=has_passkeys), status
