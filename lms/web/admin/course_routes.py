"""Course versions for administrators, and the pilots of drafts."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.catalogue import service
from courses.catalogue.errors import CourseNotFound, VersionReviewed
from courses.catalogue.versions import VersionEntry, course_versions
from lms.extensions import current_ports, db, transaction
from lms.kernel import audit
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson, require
from lms.web.admin.blueprint import bp
from lms.web.admin.forms import EndPilotForm, PilotForm
from lms.web.texts.language import current_language


@bp.get("/courses")
def courses() -> ResponseReturnValue:
    reader = require("course.see-draft")
    return render_template(
        "admin/courses.html",
        versions=list_versions(),
        may_sign_off=reader.may("course.sign-off"),
        may_limit_time=reader.may("assessment.limit-time"),
    )


@bp.route("/courses/<uuid:version_id>/pilot", methods=["GET", "POST"])
def open_pilot(version_id: UUID) -> ResponseReturnValue:
    administrator = require("course.open-pilot")
    version = get_draft(version_id)
    form = PilotForm(name=administrator.name)
    if request.method != "POST":
        return render_template("admin/pilot.html", form=form, version=version)
    if not form.validate():
        return render_template("admin/pilot.html", form=form, version=version), 422
    decision = {"name": form.name.data, "reason": form.reason.data, "now": utc_now()}
    with transaction() as session:
        service.open_pilot(
            session, version_id, opened_by=administrator.id, kind="pilot", **decision
        )
        record_in_audit(session, "course.pilot-opened", administrator, version_id)
    flash(_("The draft is open in pilot."))
    return redirect(url_for(".courses"), 303)


@bp.route("/courses/<uuid:version_id>/pilot/end", methods=["GET", "POST"])
def end_pilot(version_id: UUID) -> ResponseReturnValue:
    """End a pilot: no new learners; enrolled learners continue and keep their certificates.

    A local trial on this computer stays open.
    """
    administrator = require("course.open-pilot")
    version = get_draft(version_id)
    form = EndPilotForm(name=administrator.name)
    if version.has_trial:
        form.describe_trial()
    if request.method != "POST":
        return render_template("admin/pilot_end.html", form=form, version=version)
    if not form.validate():
        return render_template("admin/pilot_end.html", form=form, version=version), 422
    decision = {"name": form.name.data, "reason": form.reason.data, "now": utc_now()}
    with transaction() as session:
        service.end_pilot(session, version_id, ended_by=administrator.id, **decision)
        record_in_audit(session, "course.pilot-ended", administrator, version_id)
    flash(
        _("The pilot has ended. On this computer the course stays open, as a local trial.")
        if version.has_trial
        else _("The pilot has ended. Whoever has begun goes on.")
    )
    return redirect(url_for(".courses"), 303)


def record_in_audit(
    session: Session, action: str, administrator: SignedInPerson, version_id: UUID
) -> None:
    """Add an audit entry; names and reasons are stored with the pilot or sign-off."""
    audit.record(
        session,
        action=action,
        actor_id=administrator.id,
        subject_type="course_version",
        subject_id=version_id,
        now=utc_now(),
    )


def get_version(version_id: UUID) -> VersionEntry:
    """Raises CourseNotFound."""
    version = next((entry for entry in list_versions() if entry.version_id == version_id), None)
    if version is None:
        raise CourseNotFound(course=str(version_id))
    return version


def get_draft(version_id: UUID) -> VersionEntry:
    """Raises CourseNotFound, or VersionReviewed for a version that is no longer a draft."""
    version = get_version(version_id)
    if not version.opening.is_draft:
        raise VersionReviewed(course=str(version_id))
    return version


def list_versions() -> tuple[VersionEntry, ...]:
    """Return all versions in the language of the request."""
    return course_versions(
        db.session(), language=current_language(), is_loopback=current_ports().is_loopback
    )
