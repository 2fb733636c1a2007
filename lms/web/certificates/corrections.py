"""Pages on which a holder requests a corrected name and reads the answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from certificates.errors import CertificateNotActive, CorrectionPending
from certificates.errors import NameUnchanged as ChangesNothing
from certificates.numbers import format_number
from certificates.records import queries
from certificates.records.record_queries import last_correction
from lms.extensions import csrf, db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.access.form_tokens import validate_form
from lms.web.account.forms import Form
from lms.web.assessments.course_frame import has_draft
from lms.web.texts.text_rules import CleanedBy, FreeText
from lms.workflows.accounts.validate_name import printable_name
from lms.workflows.certificates import correct_name

bp = Blueprint("corrections", __name__, template_folder="templates")
MAX_REASON_LENGTH = 500


class CorrectionForm(Form):
    """The requested name and what is wrong with the current one."""

    name = StringField(_l("Name as it should stand"), [CleanedBy(printable_name)])
    reason = TextAreaField(_l("What is wrong now"), [FreeText(MAX_REASON_LENGTH)])


@bp.get("/certificates/<number>/correction")
def ask(number: str) -> ResponseReturnValue:
    """Show the form and the last request."""
    person = current_person()
    page = queries.certificate_page(db.session(), number, person_id=person.id, now=utc_now())
    return _page(page, CorrectionForm(name=page.status.name))


@bp.post("/certificates/<number>/correction")
@csrf.exempt  # type: ignore[untyped-decorator]  # checks the token itself and keeps the input
def send(number: str) -> ResponseReturnValue:
    """Store a request; show the form again with errors."""
    person = current_person()
    page = queries.certificate_page(db.session(), number, person_id=person.id, now=utc_now())
    form = CorrectionForm()
    if not validate_form(form):
        return _page(page, form), 422
    try:
        with transaction() as session:
            correct_name.request_correction(
                session,
                number,
                person_id=person.id,
                name=form.name.data,
                reason=form.reason.data,
                now=utc_now(),
            )
    except (ChangesNothing, CorrectionPending, CertificateNotActive) as error:
        form.refuse(form.name, error)
        return _page(page, form), 422
    flash(_("Your request is with the coordinators. The answer will stand on this page."))
    return redirect(url_for(".ask", number=format_number(page.status.number)), 303)


def _page(page: queries.CertificatePage, form: CorrectionForm) -> str:
    return render_template(
        "certificates/correction.html",
        page=page,
        form=form,
        last=last_correction(db.session(), page.id),
        is_asking=request.method == "POST",
        is_draft=has_draft(current_person(), page.status.course_code),
    )
