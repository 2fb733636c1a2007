"""Routes of the course on paper: for its learners, and for those who lead a cohort."""

import gzip
from collections.abc import Callable
from uuid import UUID

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from courses.lessons.visitor_lessons import first_lesson_code
from lms.extensions import db, limiter
from lms.web.access.auth import current_person
from lms.web.cohorts.access import require_in_cohort
from lms.web.learning.scenarios import open_course
from lms.web.offline.keep import is_pre_test_first
from lms.web.offline.sync import sender
from lms.web.printing.blueprint import bp
from lms.web.printing.course_text import PrintedVersion
from lms.web.printing.prints import get_print, printed_version
from lms.web.printing.requests import find_prints
from lms.web.printing.stored import StoredPrint
from lms.web.texts.language import current_language
from lms.web.texts.numbers import decimal

MEGABYTE = 1_000_000
LIMIT = "60 per minute; 600 per hour"  # of a person; a module is some 200 kB


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
        own.course_version_id,
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
    return _file(own.course_version_id, name, url_for(".course", code=code))


@bp.get("/organisations/classes/<uuid:cohort_id>/print")
@limiter.limit(LIMIT, key_func=sender)
def cohort(cohort_id: UUID) -> ResponseReturnValue:
    """List the files of a cohort's course for those who lead it."""
    access = require_in_cohort("cohort.see", cohort_id)
    return _list(
        access.cohort.course_version_id,
        lambda name: url_for(".file_of_cohort", cohort_id=cohort_id, name=name),
        back=url_for("cohorts.dashboard", cohort_id=cohort_id),
        cohort=access.cohort,
    )


@bp.get("/organisations/classes/<uuid:cohort_id>/print/<name>.pdf")
@limiter.limit(LIMIT, key_func=sender)
def file_of_cohort(cohort_id: UUID, name: str) -> ResponseReturnValue:
    """The PDF of a cohort's course, or of a module of it."""
    access = require_in_cohort("cohort.see", cohort_id)
    return _file(access.cohort.course_version_id, name, url_for(".cohort", cohort_id=cohort_id))


def _list(version_id: UUID, address: Callable[[str], str], *, back: str, cohort: object) -> str:
    """List the files, or say that they are being made."""
    version = printed_version(version_id, current_language())
    made = find_prints(version, current_language())
    return render_template(
        "printing/prints.html",
        title=version.title,
        files=[(part, address(part.name), _megabytes(part.size)) for part in made],
        back=back,
        cohort=cohort,
        is_draft=version.opening.is_draft,
    )


def _megabytes(size: int) -> str:
    """A size in megabytes, at least 0.1."""
    return decimal(max(size / MEGABYTE, 0.1))


def _file(version_id: UUID, name: str, listed: str) -> ResponseReturnValue:
    """The file, or the way to the list, which says that it is being made."""
    version = printed_version(version_id, current_language())
    made = find_prints(version, current_language())
    if not made:
        return redirect(listed, 303)
    part = get_print(made, name)
    body = part.body()
    is_compressed = request.accept_encodings.quality("gzip") > 0
    response = Response(
        body if is_compressed else gzip.decompress(body), mimetype="application/pdf"
    )
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(version, part)}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _file_name(version: PrintedVersion, part: StoredPrint) -> str:
    name = secure_filename(f"{version.code}-{part.module}-{current_language()}".lower())
    return f"{name.replace('--', '-')}.pdf"
