"""Pages of one organisation: overview and the form to change its details."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.cohorts.queries import cohort_sizes, cohorts_of
from courses.questions.queries import count_questions
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations import queries
from lms.organisations.claims.queries import unseen_approvals
from lms.organisations.claims.service import mark_seen
from lms.organisations.cohort_codes.queries import open_codes
from lms.organisations.errors import NpsnTaken
from lms.organisations.members.queries import member_counts
from lms.organisations.service import correct_organisation
from lms.web.organisations.access import Access, require_in
from lms.web.organisations.blueprint import bp
from lms.web.organisations.forms import DetailsForm
from lms.web.organisations.labels import KIND_LABELS, STATE_LABELS, province_name
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.workflows.cohorts.expert_questions import scope_of_organisation


@bp.get("/<uuid:organisation_id>")
def overview(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("organisation.see", organisation_id, is_approved=False)
    session = db.session()
    if unseen_approvals(session, access.person.id, organisation_id=organisation_id):
        note_seen(access)
    children = queries.children_of(session, organisation_id)
    cohorts = cohorts_of(session, [organisation_id], language=current_language())
    return render_template(
        "organisations/overview.html",
        organisation=access.organisation,
        children=children,
        counts=member_counts(session, [organisation_id, *(child.id for child in children)]),
        cohorts=cohorts,
        sizes=cohort_sizes(session, [cohort.id for cohort in cohorts]),
        questions=count_questions(session, scope_of_organisation(organisation_id), state="waiting")
        if access.may("question.moderate")
        else 0,
        codes=len(open_codes(session, organisation_id, now=utc_now())),
        may=access.may,
        kinds=KIND_LABELS,
        states=STATE_LABELS,
        province_name=province_name,
    )


def note_seen(access: Access) -> None:
    """Record that the coordinator has opened the approved organisation."""
    with transaction() as session:
        mark_seen(
            session,
            person_id=access.person.id,
            organisation_id=access.organisation.id,
            now=utc_now(),
        )


@bp.route("/<uuid:organisation_id>/edit", methods=["GET", "POST"])
def edit(organisation_id: UUID) -> ResponseReturnValue:
    access = require_in("organisation.edit", organisation_id)
    organisation = access.organisation
    form = DetailsForm(
        name=organisation.name,
        npsn=organisation.npsn or "",
        province=organisation.province_code or "",
    )
    form.fixed_kind = organisation.kind
    page = "organisations/edit.html"
    if request.method != "POST":
        return render_template(page, form=form, organisation=organisation)
    if not form.validate():
        return render_template(page, form=form, organisation=organisation), 422
    try:
        with transaction() as session:
            correct_organisation(
                session,
                organisation_id,
                facts=form.facts,
                corrected_by=access.person.id,
                now=utc_now(),
            )
    except NpsnTaken as error:
        form.npsn.errors = [error_message(error)]
        return render_template(page, form=form, organisation=organisation), 422
    flash(_("Saved."))
    return redirect(url_for(".overview", organisation_id=organisation_id), 303)
