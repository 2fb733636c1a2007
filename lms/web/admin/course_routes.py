"""Courses as an administrator sees them: what is a draft, and the tick that opens one in pilot."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.outline import service
from courses.outline.errors import CourseNotFound
from courses.versions.queries import VersionEntry, course_versions
from lms.extensions import current_ports, db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.admin.blueprint import bp
from lms.web.admin.forms import PilotForm
from lms.web.auth import require
from lms.web.language import current_language


@bp.get("/courses")
def courses() -> ResponseReturnValue:
    require("course.see-draft")
    return render_template("admin/courses.html", versions=listed_versions())


@bp.route("/courses/<uuid:version_id>/pilot", methods=["GET", "POST"])
def open_pilot(version_id: UUID) -> ResponseReturnValue:
    administrator = require("course.open-pilot")
    version = next((v for v in listed_versions() if v.version_id == version_id), None)
    if version is None:
        raise CourseNotFound(course=str(version_id))
    form = PilotForm(name=administrator.name)
    if request.method == "GET":
        return render_template("admin/pilot.html", form=form, version=version)
    if not form.validate():
        return render_template("admin/pilot.html", form=form, version=version), 422
    with transaction() as session:
        now = utc_now()
        service.open_pilot(
            session,
            version_id,
            opened_by=administrator.id,
            name=form.name.data,
            reason=form.reason.data,
            kind="pilot",
            now=now,
        )
        audit.record(
            session,
            action="course.pilot-opened",
            actor_id=administrator.id,
            subject_type="course_version",
            subject_id=version_id,
            now=now,
        )
    flash(_("The draft is open in pilot."))
    return redirect(url_for(".courses"), 303)


def listed_versions() -> tuple[VersionEntry, ...]:
    return course_versions(
        db.session(), language=current_language(), is_loopback=current_ports().is_loopback
    )
