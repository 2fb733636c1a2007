"""Experts who have signed a version off, and the record of one more; the last ends the draft."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.outline import service
from courses.versions.queries import sign_offs
from lms.extensions import db, transaction
from lms.kernel.clock import utc_now
from lms.web.admin.blueprint import bp
from lms.web.admin.course_routes import listed_version, note
from lms.web.admin.forms import SignOffForm
from lms.web.auth import require


@bp.route("/courses/<uuid:version_id>/sign-offs", methods=["GET", "POST"])
def sign_offs_of_version(version_id: UUID) -> ResponseReturnValue:
    administrator = require("course.sign-off")
    version = listed_version(version_id)
    form = SignOffForm()
    if not form.validate_on_submit():
        known = sign_offs(db.session(), version_id)
        page = render_template("admin/sign_offs.html", form=form, version=version, known=known)
        return page, 422 if form.errors else 200
    completes_review = version.opening.is_draft and form.is_last.data
    with transaction() as session:
        service.sign_off(
            session,
            version_id,
            reviewer=form.reviewer.data,
            role=form.role.data,
            signed_on=form.signed_on.data,
            recorded_by=administrator.id,
            completes_review=completes_review,
            now=utc_now(),
        )
        note(session, "course.signed-off", administrator, version_id)
        if completes_review:
            note(session, "course.reviewed", administrator, version_id)
    flash(
        _("The sign-off is recorded. This version is no longer a draft.")
        if completes_review
        else _("The sign-off is recorded.")
    )
    return redirect(url_for(".sign_offs_of_version", version_id=version_id), 303)
