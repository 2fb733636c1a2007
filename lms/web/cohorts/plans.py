"""Pages to review action plans: read, approve, or return with a comment."""

from typing import Literal, cast
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField

from courses.cohorts.plan_reviews.errors import CommentMissing
from courses.cohorts.plan_reviews.service import MAX_COMMENT_LENGTH
from lms.accounts.service import record_staff_access
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.cohorts.blueprint import bp
from lms.web.texts.error_messages import error_message
from lms.web.texts.language import current_language
from lms.web.texts.text_rules import FreeText
from lms.workflows.completion.review_plan import get_submitted_plan, review_plan

DECISIONS = ("returned", "approved")
MAX_VERSION_LENGTH = 10  # digits; more than any version counter reaches


class ReviewForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A decision on a plan; `version` is the version that the page showed to the reviewer."""

    version = HiddenField()
    comment = TextAreaField(
        _l("Your comment for the learner"), [FreeText(MAX_COMMENT_LENGTH, is_required=False)]
    )

    @property
    def read_version(self) -> int | None:
        """The submitted version; None where it is not a version number."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < MAX_VERSION_LENGTH else None


@bp.get("/classes/<uuid:cohort_id>/plans/<uuid:enrolment_id>")
def plan(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("plan.review", cohort_id)
    return show_plan(access, enrolment_id, ReviewForm())


@bp.post("/classes/<uuid:cohort_id>/plans/<uuid:enrolment_id>")
def decide_plan(cohort_id: UUID, enrolment_id: UUID) -> ResponseReturnValue:
    access = require_in_cohort("plan.review", cohort_id)
    form = ReviewForm()
    decision = request.form.get("decision", "")
    if not form.validate() or decision not in DECISIONS:
        return show_plan(access, enrolment_id, form), 422
    try:
        with transaction() as session:
            review_plan(
                session,
                access.cohort,
                enrolment_id,
                decision=cast(Literal["returned", "approved"], decision),
                comment=form.comment.data,
                version=form.read_version,
                reviewer_id=access.person.id,
                now=utc_now(),
            )
    except CommentMissing as missing:
        form.comment.errors = [error_message(missing)]
        return show_plan(access, enrolment_id, form), 422
    flash(_("Approved.") if decision == "approved" else _("Sent back with your comment."))
    return redirect(url_for(".dashboard", cohort_id=cohort_id, state="review"), 303)


def show_plan(access: CohortAccess, enrolment_id: UUID, form: ReviewForm) -> str:
    """Show a plan to its reviewer. The access to personal texts is audited."""
    submitted = get_submitted_plan(
        db.session(), access.cohort, enrolment_id, language=current_language()
    )
    if not form.is_submitted():
        form.version.data = str(submitted.version)
    with transaction() as session:
        record_staff_access(
            session, reader_id=access.person.id, person_id=submitted.person_id, now=utc_now()
        )
    return render_template(
        "cohorts/plan.html",
        form=form,
        cohort=access.cohort,
        enrolment_id=enrolment_id,
        plan=submitted,
        may_decide=submitted.state == "submitted" and submitted.person_id != access.person.id,
    )
