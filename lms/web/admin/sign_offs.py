"""Sign-offs of a course version by experts; the last one ends the draft."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.catalogue import service
from courses.catalogue.versions import sign_offs
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import require
from lms.web.admin.blueprint import bp
from lms.web.admin.course_routes import get_version, record_in_audit
from lms.web.admin.forms import SignOffForm


@bp.route("/courses/<uuid:version_id>/sign-offs", methods=["GET", "POST"])
def sign_offs_of_version(version_id: UUID) -> ResponseReturnValue:
    administrator = require("course.sign-off")
    version = get_version(version_id)
    form = SignOffForm()
    if not form.validate_on_submit():
        recorded_sign_offs = sign_offs(db.session(), version_id)
        page = render_template(
            "admin/sign_offs.html", form=form, version=version, known=recorded_sign_offs
        )
        return page, 422 if form.errors else 200
    with transaction() as session:
        recorded = service.sign_off(
            session,
            version_id,
            reviewer=form.reviewer.data,
            role=form.role.data,
            signed_on=form.signed_on.data,
            recorded_by=administrator.id,
            completes_review=form.is_last.data,
            now=utc_now(),
        )
        if recorded.is_new:
            record_in_audit(session, "course.signed-off", administrator, version_id)
        if recorded.ends_draft:
            record_in_audit(session, "course.reviewed", administrator, version_id)
    flash(
        _("The sign-off is recorded. This version is no longer a draft.")
        if recorded.ends_draft
        else _("The sign-off is recorded.")
    )
    return redirect(url_for(".sign_offs_of_version", version_id=version_id), 303)
