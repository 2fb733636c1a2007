"""Issue of certificates for a cohort by a job, with its progress.

Coordinators have access to cohorts of their scopes only.
"""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.enrolment import queries
from courses.enrolment.errors import CohortNotFound
from courses.enrolment.queries import CohortProgress
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person, require
from lms.web.access.cohort_scope import find_scope, may_in_cohort
from lms.web.certificate_admin.blueprint import bp
from lms.workflows.certificates.issue_for_cohort import cohort_job, request_cohort_issue

ISSUE = "certificate.issue"


@bp.get("/certificates/classes")
def cohorts() -> ResponseReturnValue:
    staff = require_issuing_person()
    cohorts = queries.list_cohorts(db.session())
    issuable = [cohort for cohort in cohorts if may_in_cohort(staff, ISSUE, cohort)]
    return render_template(
        "certificate_admin/cohorts.html", cohorts=issuable, is_of_site=staff.may(ISSUE)
    )


@bp.get("/certificates/classes/<uuid:cohort_id>")
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    staff = require_issuing_person()
    progress = get_issuable_cohort(staff, cohort_id)
    job = cohort_job(db.session(), cohort_id)
    return render_template(
        "certificate_admin/cohort.html", cohort=progress, job=job, is_of_site=staff.may(ISSUE)
    )


@bp.post("/certificates/classes/<uuid:cohort_id>")
def issue_for_cohort(cohort_id: UUID) -> ResponseReturnValue:
    staff = require_issuing_person()
    get_issuable_cohort(staff, cohort_id)
    with transaction() as session:
        request_cohort_issue(session, cohort_id, requested_by=staff.id, now=utc_now())
    flash(_("The worker will issue the certificates of the cohort."))
    return redirect(url_for(".cohort", cohort_id=cohort_id), 303)


def require_issuing_person() -> SignedInPerson:
    """Require the permission in some scope. Raises SignInRequired or NotAllowed."""
    return require("certificate.issue", *find_scope(current_person(), ISSUE))


def get_issuable_cohort(staff: SignedInPerson, cohort_id: UUID) -> CohortProgress:
    """Raises CohortNotFound."""
    cohort = queries.get_cohort(db.session(), cohort_id)
    if not may_in_cohort(staff, ISSUE, cohort):
        raise CohortNotFound(name=str(cohort_id))
    return cohort
