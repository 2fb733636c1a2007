"""Set-up of issuer, signatories and safeguarding contact."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.errors import InvalidIssuerName, InvalidIssuerUrl
from certificates.issue_data import Signatory
from certificates.records import queries as certificate_queries
from certificates.records import service as certificate_service
from lms.accounts.platform.queries import SAFEGUARDING, safeguarding_contact
from lms.accounts.platform.service import set_platform_setting
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import require
from lms.web.admin.blueprint import bp
from lms.web.admin.forms import SetUpForm
from lms.web.texts.error_messages import error_message


@bp.route("/setup", methods=["GET", "POST"])
def set_up() -> ResponseReturnValue:
    administrator = require("platform.set-up")
    form = SetUpForm(data=current_form_data())
    if request.method != "POST":
        return render_template("admin/set_up.html", form=form)
    if not form.validate():
        return render_template("admin/set_up.html", form=form), 422
    try:
        store(form, administrator.id)
    except (InvalidIssuerName, InvalidIssuerUrl) as error:
        field = form.issuer_url if isinstance(error, InvalidIssuerUrl) else form.issuer_name
        field.errors = [error_message(error)]
        return render_template("admin/set_up.html", form=form), 422
    flash(_("The set-up is saved."))
    return redirect(url_for(".people"), 303)


def store(form: SetUpForm, administrator_id: UUID) -> None:
    """Raises InvalidIssuerName or InvalidIssuerUrl."""
    now = utc_now()
    contact = {part: form[f"safeguarding_{part}"].data for part in ("name", "phone", "email")}
    with transaction() as session:
        certificate_service.set_issuer(
            session,
            name=form.issuer_name.data,
            url=form.issuer_url.data,
            signatories=[Signatory(*parts) for parts in form.signatories()],
            set_by=administrator_id,
            now=now,
        )
        set_platform_setting(session, SAFEGUARDING, contact, set_by=administrator_id, now=now)


def current_form_data() -> dict[str, object]:
    """Return the stored values by form field."""
    fields: dict[str, object] = {}
    issuer = certificate_queries.current_issuer(db.session())
    if issuer is not None:
        fields |= {"issuer_name": issuer.name, "issuer_url": issuer.url}
        for number, signatory in enumerate(issuer.signatories, start=1):
            for part in ("name", "title_id", "title_en"):
                fields[f"signatory_{number}_{part}"] = getattr(signatory, part)
    contact = safeguarding_contact(db.session())
    if contact is not None:
        fields |= {
            "safeguarding_name": contact.name,
            "safeguarding_phone": contact.phone,
            "safeguarding_email": contact.email,
        }
    return fields
