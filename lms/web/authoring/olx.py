"""Pages that export a course as an OLX archive and import one as a draft after a preview."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from flask_wtf.file import FileField
from werkzeug.exceptions import RequestEntityTooLarge

from assessments.errors import FormsSecure
from courses.olx.archive import MAX_BYTES
from courses.olx.errors import CourseArchiveBusy, CourseArchiveRejected
from lms.block_names import kind_name
from lms.extensions import csrf, db, limiter, transaction
from lms.kernel.clock import utc_now
from lms.olx_texts import REJECTION_TEXTS, STATES, remark_text
from lms.web.access.auth import SignedInPerson, require
from lms.web.authoring.blueprint import bp
from lms.web.authoring.course import AuthoredCourse, course_for
from lms.web.authoring.error_messages import MESSAGES
from lms.web.blocks.host import block_host
from lms.web.texts.translation import gettext
from lms.workflows.course_import.secure_forms import get_secure_forms

if TYPE_CHECKING:
    from courses.olx.read import ReadCourse
    from courses.olx.report import Report

FORM_OVERHEAD: Final = 64 * 1024  # of a form around a file
MAX_SHOWN: Final = 200  # remarks of a page
READ_TIMEOUT: Final = 10.0  # seconds to wait for another import
IMPORT_LOCK: Final = BoundedSemaphore(1)  # limits memory use


@contextmanager
def import_slot() -> Iterator[None]:
    """Run one import or export at a time. Raises CourseArchiveBusy after READ_TIMEOUT."""
    if not IMPORT_LOCK.acquire(timeout=READ_TIMEOUT):
        raise CourseArchiveBusy()
    try:
        yield
    finally:
        IMPORT_LOCK.release()


class ArchiveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The upload form of an archive."""

    file = FileField()


@bp.get("/<code>/olx")
def olx(code: str) -> ResponseReturnValue:
    """Show the export and import page of a course."""
    return _page(course_for("course.export", code))


@bp.post("/<code>/olx/export")
def export_olx(code: str) -> ResponseReturnValue:
    """Send the newest version. It holds the keys of items, so the audit log records the export."""
    from lms.workflows.course_import.course_olx import export_course, record_export

    course = course_for("course.export", code)
    try:
        with import_slot():
            archive = export_course(db.session(), course.code, block_host())
            db.session().rollback()
    except FormsSecure:
        return _page(course), 409  # the page says which forms
    with transaction() as session:
        record_export(session, course.code, archive, actor_id=course.person.id, now=utc_now())
    return send_file(
        BytesIO(archive),
        mimetype="application/gzip",
        as_attachment=True,
        download_name=f"{course.code}.tar.gz",
        max_age=0,
    )


@bp.post("/<code>/olx")
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks it, once it may be this large
@limiter.limit("20 per minute")
def import_olx(code: str) -> ResponseReturnValue:
    """Import an archive as a new version of this course."""
    course = course_for("course.import", code)
    return _receive_archive(course.person, course)


@bp.get("/new-course")
def new_course() -> ResponseReturnValue:
    """Show the page that imports a new course."""
    require("course.import")
    return _page(None)


@bp.post("/new-course")
@csrf.exempt  # type: ignore[untyped-decorator]  # the form checks it, once it may be this large
@limiter.limit("20 per minute")
def import_course() -> ResponseReturnValue:
    """Import an archive as a new course, or as a new version of the course with its code."""
    return _receive_archive(require("course.import"), None)


def _receive_archive(person: SignedInPerson, course: AuthoredCourse | None) -> ResponseReturnValue:
    request.max_content_length = MAX_BYTES + FORM_OVERHEAD
    try:
        form = ArchiveForm()
        if not form.validate():
            raise CSRFError("form expired")
        if not form.file.data:
            return _page(course, problem=_("Choose an archive first.")), 422
        with import_slot():
            read = _read(form.file.data.read(MAX_BYTES + 1), course)
            if is_import := request.form.get("do") == "import":
                _import(read, person)
    except CourseArchiveBusy:
        busy_page = _page(course, problem=str(MESSAGES[CourseArchiveBusy.code]))
        return busy_page, 503, {"Retry-After": "60"}
    except RequestEntityTooLarge:
        return _page(course, problem=_with_detail(REJECTION_TEXTS["too-large"], "")), 422
    except CourseArchiveRejected as rejected:
        return _page(
            course, problem=_with_detail(REJECTION_TEXTS[rejected.reason], rejected.detail)
        ), 422
    if not is_import:
        return _page(course, read.report)
    return redirect(url_for(".olx", code=read.content.code), 303)


def _read(archive: bytes, course: AuthoredCourse | None) -> "ReadCourse":
    """Raises CourseArchiveRejected."""
    from lms.workflows.course_import.course_olx import read_archive

    read = read_archive(db.session(), archive, host=block_host(), today=utc_now().date())
    db.session().rollback()
    if course is not None and read.content.code != course.code:
        raise CourseArchiveRejected("another-course", read.content.code)
    return read


def _import(read: "ReadCourse", person: SignedInPerson) -> None:
    from lms.workflows.course_import.course_olx import import_version, prepare_import

    ready = prepare_import(db.session(), read.content)
    db.session().rollback()
    with transaction() as session:
        remarks = len(read.report.remarks)
        taken = import_version(session, ready, now=utc_now(), actor_id=person.id, remarks=remarks)
    if taken.is_new:
        flash(_("The course is here as version %(version)s, a draft.", version=taken.number))
    else:
        flash(_("Version %(version)s says the same; nothing was changed.", version=taken.number))


def _page(course: AuthoredCourse | None, report: "Report | None" = None, problem: str = "") -> str:
    return render_template(
        "authoring/olx.html",
        course=course,
        may_import=course is None or course.may("course.import"),
        secure_forms=get_secure_forms(db.session(), course.code) if course else (),
        problem=problem,
        has_errors=bool(problem),
        report=report,
        kinds=kinds_of(report) if report else [],
        states=[gettext(title) for title in STATES.values()],
        shown=MAX_SHOWN,
        parts=[
            (
                gettext(title),
                [
                    (
                        remark.title,
                        _with_remark_detail(remark_text(remark.code, gettext), remark.explanation),
                    )
                    for remark in remarks
                ],
            )
            for state, title in STATES.items()
            if report and (remarks := report.of(state))
        ],
    )


def kinds_of(report: "Report") -> list[tuple[str, list[int]]]:
    """Titles of the kinds of parts, with their numbers in the order of STATES."""
    return [
        (kind_name(kind, gettext), [row.get(state, 0) for state in STATES])
        for kind, row in report.tally.items()
    ]


def _with_detail(sentence: str, detail: str) -> str:
    return _with_remark_detail(gettext(sentence), detail)


def _with_remark_detail(text: str, detail: str) -> str:
    return f"{text} ({detail})" if detail else text
