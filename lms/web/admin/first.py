"""Sign-up of administrators by a single-use link."""

from flask import after_this_request, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts.consents.service import give_consents
from lms.accounts.errors import ContactTaken
from lms.accounts.sign_in import queries, service
from lms.accounts.sign_in.errors import LinkNotFound
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.account.forms import NewAdministratorForm
from lms.web.account.links import forbid_caching
from lms.web.account.security import begin_session, hash_password
from lms.web.admin.blueprint import bp
from lms.web.texts.language import current_language


@bp.route("/first/<token>", methods=["GET", "POST"])
def first_administrator(token: str) -> ResponseReturnValue:
    after_this_request(forbid_caching)
    link = queries.open_link(db.session(), token, now=utc_now())
    if link.purpose != "administrator":
        raise LinkNotFound()
    form = NewAdministratorForm()
    if request.method != "POST":
        return render_template("admin/first.html", form=form)
    if not form.validate():
        return render_template("admin/first.html", form=form), 422
    password_hash, now = hash_password(form.password.data), utc_now()
    try:
        with transaction() as session:
            person_id = service.create_administrator(
                session,
                token=token,
                name=form.name.data,
                contact=form.read,
                password_hash=password_hash,
                language=current_language(),
                now=now,
            )
            give_consents(session, person_id, purposes=form.purposes(), now=now)
    except ContactTaken as error:
        form.refuse(form.contact, error)
        return render_template("admin/first.html", form=form), 422
    begin_session(person_id, via="link")
    return redirect(url_for(".set_up"), 303)
