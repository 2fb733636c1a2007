"""Routes of the course on paper: for its learners, and for those who lead a cohort."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from flask import Response, abort, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from courses.catalogue.openings import opening
from courses.catalogue.versions import version_labels
from courses.lessons.course_map import LearnerCourse
from courses.lessons.visitor_lessons import first_lesson_code
from lms.extensions import current_ports, db, limiter
from lms.web.access.auth import current_person
from lms.web.cohorts.access import CohortAccess, require_in_cohort
from lms.web.errors import error_response
from lms.web.learning.scenarios import open_course
from lms.web.offline.keep import is_pre_test_first
from lms.web.offline.sync import sender
from lms.web.printing.blueprint import bp
from lms.web.printing.course_text import PrintedVersion
from lms.web.printing.errors import PrintBusy
from lms.web.printing.prints import Print, prints_of
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal

MEGABYTE = 1_000_000
LIMIT = "60 per minute; 600 per hour"  # of a person; a module is some 200 kB


@bp.errorhandler(PrintBusy)
def busy(error: PrintBusy) -> ResponseReturnValue:
    """Say when to come again for files that are being made."""
    return error_response(error.code, HTTPStatus.SERVICE_UNAVAILABLE, {}, {"Retry-After": "60"})


@bp.get("/courses/<code>/print")
@limiter.limit(LIMIT, key_func=sender)
def course(code: str) -> ResponseReturnValue:
    """List the files of a learner's course; while the pre-test comes first, say so instead."""
    person = current_person()
    own = open_course(person, code)
    if is_pre_test_first(person, own):
        lesson = first_lesson_code(db.session(), own.course_version_id)
        return render_template(
            "printing/pre_test_first.html",
            code=code,
            first_lesson=lesson,
            is_draft=own.opening.is_draft,
        )
    return _list(
        _version_of_course(own),
        lambda name: url_for(".file_of_course", code=code, name=name),
        back=f"/courses/{code}",
        cohort=None,
    )


@bp.get("/courses/<code>/print/<name>.pdf")
@limiter.limit(LIMIT, key_func=sender)
def file_of_course(code: str, name: str) -> ResponseReturnValue:
    """The PDF of a learner's course, or of a module of it."""
    person = current_person()
    own = open_course(person, code)
    if is_pre_test_first(person, own):
        abort(409)
    return _file(_version_of_course(own), name)


@bp.get("/organisations/classes/<uuid:cohort_id>/print")
@limiter.limit(LIMIT, key_func=sender)
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    """List the files of a cohort's course for those who lead it."""
    access = require_in_cohort("cohort.see", cohort_id)
    return _list(
        _version_of_cohort(access),
        lambda name: url_for(".file_of_cohort", cohort_id=cohort_id, name=name),
        back=url_for("cohorts.dashboard", cohort_id=cohort_id),
        cohort=access.cohort,
    )


@bp.get("/organisations/classes/<uuid:cohort_id>/print/<name>.pdf")
@limiter.limit(LIMIT, key_func=sender)
def file_of_cohort(cohort_id: UUID, name: str) -> ResponseReturnValue:
    """The PDF of a cohort's course, or of a module of it."""
    access = require_in_cohort("cohort.see", cohort_id)
    return _file(_version_of_cohort(access), name)


def _version_of_course(own: LearnerCourse) -> PrintedVersion:
    return PrintedVersion(
        own.course_version_id, own.code, own.title, own.version_label, own.opening, _origin()
    )


def _version_of_cohort(access: CohortAccess) -> PrintedVersion:
    session, view = db.session(), access.cohort
    version_id = view.course_version_id
    return PrintedVersion(
        version_id,
        view.course_code,
        view.course_title,
        version_labels(session, {version_id})[version_id],
        opening(session, version_id, is_loopback=current_ports().is_loopback),
        _origin(),
    )


def _origin() -> str:
    """Scheme and host that people type."""
    return str(current_app.extensions["settings"].origin)


def _list(
    version: PrintedVersion, address: Callable[[str], str], *, back: str, cohort: object
) -> str:
    made = prints_of(version, current_language())
    return render_template(
        "printing/prints.html",
        title=version.title,
        files=[(part, address(part.name), _megabytes(part.size)) for part in made.prints],
        back=back,
        cohort=cohort,
        is_draft=version.opening.is_draft,
    )


def _megabytes(size: int) -> str:
    """A size in megabytes, at least 0.1."""
    return decimal(max(size / MEGABYTE, 0.1))


def _file(version: PrintedVersion, name: str) -> Response:
    part = prints_of(version, current_language()).get_print(name)
    is_compressed = request.accept_encodings.quality("gzip") > 0
    response = Response(part.body if is_compressed else part.pdf(), mimetype="application/pdf")
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(version, part)}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _file_name(version: PrintedVersion, part: Print) -> str:
    name = secure_filename(f"{version.code}-{part.module}-{current_language()}".lower())
    return f"{name.replace('--', '-')}.pdf"
