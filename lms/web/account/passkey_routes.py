"""Pages to add and remove passkeys, and to sign in with one.

WebAuthn is a JavaScript interface, so these pages need scripts; those of passwords do not.
"""

from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts.passkeys import queries, service
from lms.accounts.passkeys.errors import ProofNeeded
from lms.accounts.queries import person_profile
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.account import passkeys as ceremony
from lms.web.account.blueprint import bp
from lms.web.account.forms import PasskeyForm
from lms.web.account.passkey_proof import owner_of_answer
from lms.web.account.reauthentication import redirect_to_proof
from lms.web.account.recent_proof import has_recent_proof
from lms.web.account.security import begin_session
from lms.web.account.sign_in import first_page

MAX_NAME_LENGTH = 60


@bp.get("/account/passkeys")
def passkeys() -> ResponseReturnValue:
    person = current_person()
    return show(PasskeyForm(name=request.args.get("name", "")[:MAX_NAME_LENGTH]), person, 200)


@bp.post("/account/passkeys/options")
def passkey_options() -> ResponseReturnValue:
    person = current_person()
    if not has_recent_proof(person):
        raise ProofNeeded()
    known = queries.credentials_of_person(db.session(), person.id)
    address = person_profile(db.session(), person.id).contact.address
    return jsonify(ceremony.registration_options(person.id, address or person.name, known))


@bp.post("/account/passkeys")
def add_passkey() -> ResponseReturnValue:
    person = current_person()
    form = PasskeyForm()
    if not has_recent_proof(person):
        return redirect_to_proof(url_for(".passkeys", name=form.name.data or None))
    if not form.validate():
        return show(form, person, 422)
    credential = ceremony.read_registration(request.form.get("answer", ""))
    with transaction() as session:
        service.add_passkey(
            session,
            person_id=person.id,
            name=form.name.data,
            credential_id=credential.credential_id,
            public_key=credential.public_key,
            sign_count=credential.sign_count,
            facts=credential.facts,
            now=utc_now(),
        )
    flash(_("The passkey is added. You can sign in with it from now on."))
    return redirect(url_for(".passkeys"), 303)


@bp.post("/account/passkeys/<uuid:passkey_id>/remove")
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    person = current_person()
    if not has_recent_proof(person):
        return redirect_to_proof(url_for(".passkeys"))
    with transaction() as session:
        service.remove_passkey(session, passkey_id, person_id=person.id, now=utc_now())
    flash(_("The passkey is removed."))
    return redirect(url_for(".passkeys"), 303)


@bp.post("/sign-in/passkey/options")
def sign_in_options() -> ResponseReturnValue:
    return jsonify(ceremony.authentication_options())


@bp.post("/sign-in/passkey")
def sign_in_with_passkey() -> ResponseReturnValue:
    person_id = owner_of_answer(request.form.get("answer", ""))
    begin_session(person_id, via="passkey")
    return redirect(first_page(person_id), 303)


def show(form: PasskeyForm, person: SignedInPerson, status: int) -> ResponseReturnValue:
    page = render_template(
        "account/passkeys.html",
        form=form,
        passkeys=queries.passkeys_of(db.session(), person.id),
        is_possible=ceremony.is_possible(),
        has_recent_proof=has_recent_proof(person),
    )
    return page, status
