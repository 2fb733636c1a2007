"""Certificates in the administration: search, revoke, suspend, restore, renew."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates.errors import CertificateNotFound
from certificates.issue_data import REVOCATION_REASONS, SUSPENSION_REASONS
from certificates.numbers import format_number
from certificates.records import record_queries as records
from certificates.records import service
from lms.extensions import db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.access.auth import current_person, require
from lms.web.access.cohort_scope import find_scope
from lms.web.certificate_admin.blueprint import bp
from lms.web.certificate_admin.labels import EVENTS, REASONS, STATES
from lms.web.texts.language import current_language
from lms.workflows.certificates.renew_certificate import renew_certificate

MAX_TYPED_LENGTH = 64


@bp.get("/certificates")
def certificates() -> ResponseReturnValue:
    """List the newest certificates, or those of a person. Redirect to corrections if only these
    are permitted."""
    reader = current_person()
    may_correct = reader.may("certificate.correct", *find_scope(reader, "certificate.correct"))
    if may_correct and not reader.may("certificate.see"):
        return redirect(url_for(".corrections"), 303)
    require("certificate.see")
    typed = request.args.get("number", "").strip()[: MAX_TYPED_LENGTH + 1]
    if typed and (number := _find_number(typed)):
        return redirect(url_for(".certificate", number=format_number(number)), 303)
    person_id = request.args.get("person", type=UUID)
    return render_template(
        "certificate_admin/certificates.html",
        certificates=records.newest_certificates(db.session(), now=utc_now(), person_id=person_id),
        typed=typed,
        person_id=person_id,
        listed=records.MAX_LISTED,
        may_issue=reader.may("certificate.issue"),
        waiting=len(records.open_corrections(db.session())),
        states=STATES,
    )


@bp.get("/certificates/<number>")
def certificate(number: str) -> ResponseReturnValue:
    """Show a certificate. Access to the name is recorded."""
    reader = require("certificate.see")
    with transaction() as session:
        record = records.certificate_record(session, number, now=utc_now())
        audit.record(
            session,
            action="certificate.read",
            actor_id=reader.id,
            subject_type="certificate",
            subject_id=record.id,
            now=utc_now(),
        )
    status = record.status
    return render_template(
        "certificate_admin/certificate.html",
        record=record,
        status=status,
        title=status.title_en if current_language() == "en" else status.title_id,
        may_change=reader.may("certificate.revoke"),
        may_renew=reader.may("certificate.renew"),
        states=STATES,
        reasons=REASONS,
        events=EVENTS,
        revocation_reasons=REVOCATION_REASONS,
        suspension_reasons=SUSPENSION_REASONS,
    )


@bp.post("/certificates/<number>/revoke")
def revoke_certificate(number: str) -> ResponseReturnValue:
    staff = require("certificate.revoke")
    with transaction() as session:
        reason = request.form.get("reason", "")
        service.revoke(session, number, reason=reason, revoked_by=staff.id, now=utc_now())
    flash(_("The certificate is revoked; its page says so from now on."))
    return redirect(url_for(".certificate", number=number), 303)


@bp.post("/certificates/<number>/suspend")
def suspend_certificate(number: str) -> ResponseReturnValue:
    staff = require("certificate.revoke")
    with transaction() as session:
        reason = request.form.get("reason", "")
        service.suspend(session, number, reason=reason, suspended_by=staff.id, now=utc_now())
    flash(_("The certificate is suspended; its page says so from now on."))
    return redirect(url_for(".certificate", number=number), 303)


@bp.post("/certificates/<number>/restore")
def restore_certificate(number: str) -> ResponseReturnValue:
    staff = require("certificate.revoke")
    with transaction() as session:
        service.restore(session, number, restored_by=staff.id, now=utc_now())
    flash(_("The certificate is valid again."))
    return redirect(url_for(".certificate", number=number), 303)


@bp.post("/certificates/<number>/renew")
def renew(number: str) -> ResponseReturnValue:
    staff = require("certificate.renew")
    with transaction() as session:
        renew_certificate(session, number, renewed_by=staff.id, now=utc_now())
        record = records.certificate_record(session, number, now=utc_now())
    flash(_("The certificate is renewed. The new one has another number."))
    return redirect(url_for(".certificate", number=record.status.replaced_by), 303)


def _find_number(typed: str) -> str | None:
    try:
        record = records.certificate_record(db.session(), typed, now=utc_now())
    except CertificateNotFound:
        return None
    return record.number
