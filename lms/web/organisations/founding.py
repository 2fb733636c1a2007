"""Pages to find an organisation, create one, or claim its coordination."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations import queries
from lms.organisations.claims.errors import ClaimPending
from lms.organisations.errors import NpsnTaken, OrganisationNotFound
from lms.organisations.queries import OrganisationView
from lms.web.access.auth import current_person
from lms.web.organisations.blueprint import bp
from lms.web.organisations.forms import AuthorityForm, NewOrganisationForm
from lms.web.organisations.labels import KIND_LABELS, STATE_LABELS, province_name
from lms.web.texts.error_messages import error_message
from lms.workflows.organisations.coordinators import claim_organisation, create_organisation

MAX_SEARCH_LENGTH = 100


@bp.get("/find")
def find() -> ResponseReturnValue:
    """Search organisations. Names and numbers are public to signed-in people, members are not."""
    current_person()
    text = request.args.get("q", "")[:MAX_SEARCH_LENGTH]
    results = queries.search_organisations(db.session(), text)
    return render_template(
        "organisations/find.html",
        text=text,
        results=results,
        is_full=len(results) == queries.MAX_RESULTS,
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        province_name=province_name,
    )


@bp.route("/new", endpoint="found", methods=["GET", "POST"])
def new_organisation() -> ResponseReturnValue:
    person = current_person()
    parent = requested_parent()
    form = NewOrganisationForm(name=request.args.get("name", "")[:MAX_SEARCH_LENGTH])
    if request.method != "POST":
        return render_template("organisations/found.html", form=form, parent=parent)
    if not form.validate():
        return render_template("organisations/found.html", form=form, parent=parent), 422
    try:
        with transaction() as session:
            create_organisation(
                session,
                person_id=person.id,
                kind=form.chosen_kind,
                facts=form.facts,
                parent_id=parent.id if parent else None,
                authority=form.authority.data,
                now=utc_now(),
            )
    except NpsnTaken as error:
        form.npsn.errors = [error_message(error)]
        return render_template("organisations/found.html", form=form, parent=parent), 422
    flash(_("Thank you. You will see here when it is approved."))
    return redirect(url_for(".mine"), 303)


@bp.route("/<uuid:organisation_id>/claim", methods=["GET", "POST"])
def claim(organisation_id: UUID) -> ResponseReturnValue:
    person = current_person()
    organisation = queries.organisation(db.session(), organisation_id)
    if organisation.state == "refused":
        raise OrganisationNotFound()
    form = AuthorityForm()
    page = "organisations/claim.html"
    if request.method != "POST":
        return render_template(page, form=form, organisation=organisation)
    if not form.validate():
        return render_template(page, form=form, organisation=organisation), 422
    try:
        with transaction() as session:
            claim_organisation(
                session,
                person_id=person.id,
                organisation_id=organisation_id,
                authority=form.authority.data,
                now=utc_now(),
            )
    except ClaimPending as error:
        form.authority.errors = [error_message(error)]
        return render_template(page, form=form, organisation=organisation), 422
    flash(_("Thank you. You will see here when somebody has decided."))
    return redirect(url_for(".mine"), 303)


def requested_parent() -> OrganisationView | None:
    """The parent of a new organisation, by its id in the query string.

    Raises OrganisationNotFound where it does not exist or is not approved.
    """
    text = request.args.get("below", "")
    if not text:
        return None
    try:
        parent = queries.organisation(db.session(), UUID(text))
    except ValueError:
        raise OrganisationNotFound() from None
    if not parent.is_approved:
        raise OrganisationNotFound()
    return parent
