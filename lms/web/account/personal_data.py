"""The privacy page, and pages to see, export and erase one's data."""

import json
from typing import Literal, cast
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.records import queries as certificate_queries
from courses.cohorts.reminders.queries import people_opted_out
from lms.accounts import queries
from lms.accounts.consents import purposes as consents
from lms.accounts.errors import LastAdministrator
from lms.accounts.platform.queries import safeguarding_contact
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.account.blueprint import bp
from lms.web.account.consent_texts import CONSENTS, TITLES
from lms.web.account.forms import EraseForm, PlainForm
from lms.web.account.known_devices import forget_people
from lms.web.account.recent_proof import drop_missing_password, is_proved
from lms.web.account.sign_in import signed_out
from lms.web.texts.error_messages import error_message
from lms.workflows.accounts import change_consent as consent_workflow
from lms.workflows.accounts.erase_person import CertificateChoice, erase_person
from lms.workflows.accounts.personal_data import personal_data


@bp.get("/privacy")
def privacy() -> ResponseReturnValue:
    contact = safeguarding_contact(db.session())
    return render_template("account/privacy.html", contact=contact)


@bp.get("/account/data")
def see_data() -> ResponseReturnValue:
    person = current_person()
    session = db.session()
    given = {c.purpose: c for c in queries.consents_of(session, person.id) if not c.withdrawn_at}
    return render_template(
        "account/data.html",
        form=PlainForm(),
        profile=queries.person_profile(session, person.id),
        given=given,
        titles=TITLES,
        texts=CONSENTS,
        needed=consents.REQUIRED,
        has_reminders=person.id not in people_opted_out(session, [person.id]),
    )


@bp.get("/account/data.json")
def download_data() -> ResponseReturnValue:
    """All data about the person as JSON."""
    person = current_person()
    data = personal_data(db.session(), person.id)
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    response = Response(text, mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=payung-data.json"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/account/consents/<purpose>/<any(give, withdraw):action>")
def change_consent(purpose: str, action: Literal["give", "withdraw"]) -> ResponseReturnValue:
    person = current_person()
    with transaction() as session:
        consent_workflow.change_consent(
            session, person.id, purpose=purpose, action=action, now=utc_now()
        )
    flash(_("Your consent is stored.") if action == "give" else _("Your consent is withdrawn."))
    return redirect(url_for(".see_data"), 303)


@bp.route("/account/erase", methods=["GET", "POST"])
def erase() -> ResponseReturnValue:
    """Erase the account. For each certificate the person chooses whether it stays public."""
    person = current_person()
    own = certificate_queries.certificates_of_person(db.session(), person.id)
    held = [certificate for certificate in own if certificate.withdrawn_at is None]
    form = EraseForm()
    drop_missing_password(form, person)
    if request.method != "POST":
        return render_template("account/erase.html", form=form, certificates=held)
    choices = {c.id: request.form.get(f"certificate-{c.id}", "") for c in held}
    is_complete = all((form.validate(), form.has_choices(choices)))  # reports all errors at once
    if not (is_complete and is_proved(form, person)):
        return show_erase(form, held, choices)
    try:
        erase_account(person.id, cast(dict[UUID, CertificateChoice], choices))
    except LastAdministrator as error:
        form.form_errors.append(error_message(error))
        return show_erase(form, held, choices)
    return forget_people(make_response(signed_out(url_for(".erased"))))


@bp.get("/erased")
def erased() -> ResponseReturnValue:
    return render_template("account/erased.html")


def erase_account(person_id: UUID, choices: dict[UUID, CertificateChoice]) -> None:
    with transaction() as session:
        erase_person(session, person_id, certificate_choices=choices, now=utc_now())


def show_erase(form: EraseForm, held: object, choices: dict[UUID, str]) -> ResponseReturnValue:
    page = render_template("account/erase.html", form=form, certificates=held, choices=choices)
    return page, 422
