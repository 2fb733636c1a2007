"""Proposes a new contact for a person, who confirms it with a link."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.accounts import queries
from lms.accounts.contact_changes import service
from lms.accounts.errors import ContactTaken, ContactUnchanged
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.kernel.errors import NotAllowed
from lms.web.access.auth import require
from lms.web.account.channels import open_channels
from lms.web.account.forms import ContactForm
from lms.web.admin.blueprint import bp
from lms.web.admin.one_time_links import store_link
from lms.web.admin.person import may_make_link


@bp.route("/people/<uuid:person_id>/contact", methods=["GET", "POST"])
def offer_contact(person_id: UUID) -> ResponseReturnValue:
    maker = require("person.make-link")
    if not may_make_link(maker, person_id):
        raise NotAllowed(permission="role.grant")
    profile = queries.active_profile(db.session(), person_id)
    form = ContactForm()
    if request.method != "POST":
        return render_template("admin/contact.html", form=form, profile=profile)
    if not form.validate():
        return render_template("admin/contact.html", form=form, profile=profile), 422
    try:
        with transaction() as session:
            token = service.propose_contact_change(
                session,
                person_id,
                contact=form.read,
                made_by=maker.id,
                channels=open_channels(),
                now=utc_now(),
            )
    except (ContactTaken, ContactUnchanged) as error:
        form.refuse(form.contact, error)
        return render_template("admin/contact.html", form=form, profile=profile), 422
    store_link(person_id, f"/account/contact/confirm/{token}")
    return redirect(url_for(".person", person_id=person_id), 303)
