"""Requests for a certificate with another name, decided by somebody other than who asked.

A coordinator sees and decides those of their classes and organisations; another is not found.
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
    answer = TextAreaField(_l("Answer to the holder"), [FreeText(MAX_ANSWER_LENGTH)])


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request beside the name that stands on the certificate now."""

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
    """Whoever may decide somewhere. Raises SignInRequired or NotAllowed."""
    return require("certificate.correct", *find_scope(current_person(), CORRECT))


def require_decidable(staff: SignedInPerson, correction_id: UUID) -> None:
    """Raises CorrectionNotFound for a certificate that was earned in a class of others."""
    if not may_decide(staff, correction(db.session(), correction_id)):
        raise CorrectionNotFound()


def may_decide(staff: SignedInPerson, asked: Correction) -> bool:
    if staff.may(CORRECT):
        return True
    return may_in_cohort(staff, CORRECT, cohort_of_enrolment(db.session(), asked.enrolment_id))


def list_decidable(staff: SignedInPerson) -> list[Correction]:
    """The open requests that this person may see; own ones too, which somebody else decides."""
    return [one for one in open_corrections(db.session()) if may_decide(staff, one)]


def count_decidable(person: SignedInPerson) -> int | None:
    """How many this person could decide; none for whoever decides nowhere."""
    if not person.may(CORRECT, *find_scope(person, CORRECT)):
        return None
    return sum(one.person_id != person.id for one in list_decidable(person))


def _page(staff: SignedInPerson, refused_id: UUID | None, form: AnswerForm) -> str:
    """All that wait; `form` belongs to the one whose answer was refused."""
    requests = [
        OpenRequest(
            one,
            certificate_status(db.session(), one.number, now=utc_now()).name,
            one.person_id == staff.id,
        )
        for one in list_decidable(staff)
    ]
    return render_template(
        "certificate_admin/corrections.html",
        requests=requests,
        refused_id=refused_id,
        form=form,
        may_see=staff.may("certificate.see"),
        may_issue=staff.may("certificate.issue", *find_scope(staff, "certificate.issue")),
    )
