"""Decisions on requests to correct the name on a certificate.

Nobody decides their own request. Coordinators have access to requests of their scopes only.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from certificates.errors import CorrectionNotFound
from certificates.records.queries import certificate_status
from certificates.records.record_queries import Correction, correction, open_corrections
from courses.enrolment.queries import cohort_of_enrolment
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, current_person, require
from lms.web.access.cohort_scope import find_scope, may_in_cohort
from lms.web.account.forms import Form
from lms.web.certificate_admin.blueprint import bp
from lms.web.texts.text_rules import FreeText
from lms.workflows.certificates import correct_name

MAX_ANSWER_LENGTH = 500
CORRECT = "certificate.correct"


class AnswerForm(Form):
    """Answer to a declined request."""

    answer = TextAreaField(_l("Answer to the holder"), [FreeText(MAX_ANSWER_LENGTH)])


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request with the current name on the certificate."""

    correction: Correction
    name_now: str
    is_own: bool


@bp.get("/certificates/corrections")
def corrections() -> ResponseReturnValue:
    return _page(require_deciding_person(), None, AnswerForm())


@bp.post("/certificates/corrections/<uuid:correction_id>/approve")
def approve_correction(correction_id: UUID) -> ResponseReturnValue:
    staff = require_deciding_person()
    require_decidable(staff, correction_id)
    with transaction() as session:
        correct_name.approve_correction(session, correction_id, approved_by=staff.id, now=utc_now())
    flash(_("A new certificate is issued, and its holder is told."))
    return redirect(url_for(".corrections"), 303)


@bp.post("/certificates/corrections/<uuid:correction_id>/decline")
def decline_correction(correction_id: UUID) -> ResponseReturnValue:
    staff = require_deciding_person()
    require_decidable(staff, correction_id)
    form = AnswerForm()
    if not form.validate():
        return _page(staff, correction_id, form), 422
    with transaction() as session:
        correct_name.decline_correction(
            session,
            correction_id,
            answer=form.answer.data,
            declined_by=staff.id,
            now=utc_now(),
        )
    flash(_("The holder reads your answer on the page of the certificate."))
    return redirect(url_for(".corrections"), 303)


def require_deciding_person() -> SignedInPerson:
    """Require the permission in some scope. Raises SignInRequired or NotAllowed."""
    return require("certificate.correct", *find_scope(current_person(), CORRECT))


def require_decidable(staff: SignedInPerson, correction_id: UUID) -> None:
    """Raises CorrectionNotFound for a certificate outside the scopes of `staff`."""
    if not may_decide(staff, correction(db.session(), correction_id)):
        raise CorrectionNotFound()


def may_decide(staff: SignedInPerson, requested: Correction) -> bool:
    """Whether the request is in a scope of `staff`."""
    if staff.may(CORRECT):
        return True
    return may_in_cohort(staff, CORRECT, cohort_of_enrolment(db.session(), requested.enrolment_id))


def list_decidable(staff: SignedInPerson) -> list[Correction]:
    """Return open requests in the scopes of `staff`, including own requests."""
    return [item for item in open_corrections(db.session()) if may_decide(staff, item)]


def count_decidable(person: SignedInPerson) -> int | None:
    """Return the number of requests that the person may decide, or None without permission."""
    if not person.may(CORRECT, *find_scope(person, CORRECT)):
        return None
    return sum(item.person_id != person.id for item in list_decidable(person))


def _page(staff: SignedInPerson, rejected_id: UUID | None, form: AnswerForm) -> str:
    """Render all open requests; `form` is the rejected form of `rejected_id`."""
    requests = [
        OpenRequest(
            item,
            certificate_status(db.session(), item.number, now=utc_now()).name,
            item.person_id == staff.id,
        )
        for item in list_decidable(staff)
    ]
    return render_template(
        "certificate_admin/corrections.html",
        requests=requests,
        rejected_id=rejected_id,
        form=form,
        may_see=staff.may("certificate.see"),
        may_issue=staff.may("certificate.issue", *find_scope(staff, "certificate.issue")),
    )
