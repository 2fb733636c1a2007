"""Passkeys beside the password: add and remove one's own, and sign in with one.

WebAuthn is a script's interface, so these pages need script; the password's need none.
"""

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.passkeys import queries, service
from lms.accounts.passkeys.errors import PasskeyRefused
from lms.accounts.queries import person_profile
from lms.accounts.sign_in import service as sign_in_service
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.account import passkeys as ceremony
from lms.web.account.blueprint import bp
from lms.web.account.forms import PasskeyForm
from lms.web.account.security import begin_session
from lms.web.account.sign_in import first_page, source_address
from lms.web.auth import current_person


@bp.get("/account/passkeys")
def passkeys() -> ResponseReturnValue:
    person = current_person()
    return show(PasskeyForm(), person.id, 200)


@bp.post("/account/passkeys/options")
def passkey_options() -> ResponseReturnValue:
    person = current_person()
    known = queries.credentials_of_person(db.session(), person.id)
    address = person_profile(db.session(), person.id).contact.address
    return jsonify(ceremony.registration_options(person.id, address, known))


@bp.post("/account/passkeys")
def add_passkey() -> ResponseReturnValue:
    person = current_person()
    form = PasskeyForm()
    if not form.validate():
        return show(form, person.id, 422)
    new = ceremony.read_registration(request.form.get("answer", ""))
    with transaction() as session:
        service.add_passkey(
            session,
            person_id=person.id,
            name=form.name.data,
            credential_id=new.credential_id,
            public_key=new.public_key,
            sign_count=new.sign_count,
            facts=new.facts,
            now=utc_now(),
        )
    flash(_("The passkey is added. You can sign in with it from now on."))
    return redirect(url_for(".passkeys"), 303)


@bp.post("/account/passkeys/<uuid:passkey_id>/remove")
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    person = current_person()
    with transaction() as session:
        service.remove_passkey(session, passkey_id, person_id=person.id, now=utc_now())
    flash(_("The passkey is removed."))
    return redirect(url_for(".passkeys"), 303)


@bp.post("/sign-in/passkey/options")
def sign_in_options() -> ResponseReturnValue:
    return jsonify(ceremony.authentication_options())


@bp.post("/sign-in/passkey")
def sign_in_with_passkey() -> ResponseReturnValue:
    """An unknown passkey, a suspended person and a wrong signature are refused alike."""
    answer, source = request.form.get("answer", ""), source_address()
    with transaction() as session:
        attempt_id = sign_in_service.count_attempt(
            session, account=f"passkey {source}", address=source, now=utc_now()
        )
    credential = queries.passkey_credential(db.session(), ceremony.credential_id_of(answer))
    if credential is None or not person_profile(db.session(), credential.person_id).is_active:
        raise PasskeyRefused()
    sign_count = ceremony.new_sign_count(answer, credential)
    with transaction() as session:
        now = utc_now()
        service.mark_passkey_used(session, credential.id, sign_count=sign_count, now=now)
        sign_in_service.mark_succeeded(session, attempt_id, now=now)
    begin_session(credential.person_id, via="passkey")
    return redirect(first_page(credential.person_id), 303)


def show(form: PasskeyForm, person_id: UUID, status: int) -> ResponseReturnValue:
    page = render_template(
        "account/passkeys.html",
        form=form,
        passkeys=queries.passkeys_of(db.session(), person_id),
        is_possible=ceremony.is_possible(),
    )
    return page, status
