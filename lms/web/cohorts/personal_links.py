"""Links into a cohort for those who teach it: its codes, and one link for each who has not joined.

A personal link opens the account of one learner. Only links of this cohort's learners are shown.
"""

from uuid import UUID

from flask import after_this_request, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.organisations.cohort_codes.queries import open_codes
from lms.web.account.links import forbid_caching
from lms.web.cohorts.access import require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.organisations.codes import invitation_path
from lms.web.organisations.join_links import make_join_link
from lms.workflows.cohorts.roster_learners import (
    issue_personal_link,
    roster_learner,
    roster_learners,
    show_personal_link,
)

LINKS = "/classes/<uuid:cohort_id>/links"


@bp.get(LINKS)
def links(cohort_id: UUID) -> ResponseReturnValue:
    """Who has not joined, each with a button for their link; and the codes of the cohort."""
    access = require_in_cohort("link.hand-out", cohort_id)
    after_this_request(forbid_caching)
    organisation = access.organisation
    codes = open_codes(db.session(), organisation.id, now=utc_now())
    return render_template(
        "cohorts/links.html",
        cohort=access.cohort,
        organisation=organisation,
        people=roster_learners(db.session(), access.cohort),
        ways=[
            make_join_link(
                organisation.name,
                url_for("joining.code", code=code.code),
                cohort_name=access.cohort.name,
                code=code.code,
            )
            for code in codes
            if code.cohort_id == cohort_id and code.uses < code.max_uses
        ],
    )


@bp.post(f"{LINKS}/<uuid:enrolment_id>")
def issue_link(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """Make the link of one learner valid, and lead to it."""
    access = require_in_cohort("link.hand-out", cohort_id)
    with transaction() as session:
        issue_personal_link(
            session, access.cohort, enrolment_id, issued_by=access.person.id, now=utc_now()
        )
    address = url_for(".personal_link", cohort_id=cohort_id, enrolment_id=enrolment_id)
    return redirect(address, 303)


@bp.get(f"{LINKS}/<uuid:enrolment_id>")
def personal_link(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    """The link of one learner as a QR code, to show to them alone. Each showing is audited."""
    access = require_in_cohort("link.hand-out", cohort_id)
    after_this_request(forbid_caching)
    organisation, invitation_id = access.organisation, None
    learner = roster_learner(db.session(), access.cohort, enrolment_id)
    if learner:
        with transaction() as session:
            invitation_id = show_personal_link(
                session,
                access.cohort,
                learner.person_id,
                shown_to=access.person.id,
                now=utc_now(),
            )
    return render_template(
        "cohorts/personal_link.html",
        cohort=access.cohort,
        organisation=organisation,
        learner=learner,
        way=make_join_link(
            organisation.name, invitation_path(invitation_id), cohort_name=access.cohort.name
        )
        if invitation_id
        else None,
    )
