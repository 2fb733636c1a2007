"""Pages on which a holder starts a refresher and renews a certificate."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.numbers import format_number
from certificates.records import queries
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person
from lms.web.account.forms import Form
from lms.web.assessments.course_frame import has_draft
from lms.web.certificates.blueprint import bp
from lms.workflows.certificates import refresh_certificate


@bp.get("/certificates/<number>/refresher")
def refresher(number: str) -> ResponseReturnValue:
    """Show the progress of a refresher."""
    person = current_person()
    page = refresh_certificate.refresher_page(
        db.session(), number, person_id=person.id, now=utc_now()
    )
    return render_template(
        "certificates/refresher.html",
        refresher=page,
        status=page.record.status,
        enough=refresh_certificate.MAX_ANSWERS,
        form=Form(formdata=None),
        is_draft=has_draft(person, page.course_code),
    )


@bp.post("/certificates/<number>/refresher")
def begin_refresher(number: str) -> ResponseReturnValue:
    """Start a refresher."""
    person = current_person()
    with transaction() as session:
        refresh_certificate.begin_refresher(session, number, person_id=person.id, now=utc_now())
    return redirect(url_for(".refresher", number=number), 303)


@bp.post("/certificates/<number>/renewal")
def renew(number: str) -> ResponseReturnValue:
    """Renew the certificate after a refresher."""
    person = current_person()
    with transaction() as session:
        later_id = refresh_certificate.renew_own(
            session, number, person_id=person.id, now=utc_now()
        )
        later = queries.issued_record(session, later_id).number
    flash(_("This is your renewed certificate."))
    return redirect(url_for(".own_certificate", number=format_number(later)), 303)
