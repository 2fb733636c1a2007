"""The page that asks again for the password or a passkey, and leads on to the target page."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.passkeys.errors import PasskeyRefused
from lms.accounts.passkeys.queries import passkeys_of
from lms.extensions import db
from lms.web.access.auth import SignedInPerson, current_person
from lms.web.account.blueprint import bp
from lms.web.account.forms import PresentPasswordForm
from lms.web.account.passkey_proof import owner_of_answer
from lms.web.account.recent_proof import is_confirmed, mark_proved
from lms.web.account.sign_in import next_page


@bp.route("/account/confirm", methods=["GET", "POST"])
def confirm() -> ResponseReturnValue:
    """Re-authenticate with the password."""
    person = current_person()
    form = PresentPasswordForm()
    if request.method != "POST":
        return show(form, person, 200)
    if not (form.validate() and is_confirmed(form, person)):
        return show(form, person, 422)
    return redirect(next_page(), 303)


@bp.post("/account/confirm/passkey")
def confirm_with_passkey() -> ResponseReturnValue:
    """Re-authenticate with a passkey. Raises PasskeyRefused for the passkey of another person."""
    person = current_person()
    if owner_of_answer(request.form.get("answer", "")) != person.id:
        raise PasskeyRefused()
    mark_proved(person.session_id)
    return redirect(next_page(), 303)


def redirect_to_proof(path: str) -> ResponseReturnValue:
    """Redirect to the re-authentication, which leads back to this path."""
    return redirect(url_for("account.confirm", next=path), 303)


def show(form: PresentPasswordForm, person: SignedInPerson, status: int) -> ResponseReturnValue:
    has_passkeys = bool(passkeys_of(db.session(), person.id))
    page = render_template(
        "account/confirm.html", form=form, next=next_page(), has_passkeys=has_passkeys
    )
    return page, status
