"""Downloads of a pack as a file to pass on: for learners, and for those who lead a cohort."""

from typing import Final
from uuid import UUID

from flask import Response, abort
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from courses.catalogue.openings import opening
from courses.lessons.course_map import LearnerCourse
from lms.extensions import current_ports, db, limiter
from lms.web.access.auth import current_person
from lms.web.cohorts.access import require_in_cohort
from lms.web.learning.scenarios import open_course
from lms.web.offline.blueprint import bp
from lms.web.offline.keep import is_pre_test_first, pack_manifest
from lms.web.offline.pack import pack_of
from lms.web.offline.pack_file import pack_file
from lms.web.offline.sync import sender
from lms.web.offline.visitor import visitor_course
from lms.web.texts.language import current_language

LIMIT: Final = "10 per minute; 60 per hour"  # of a person; a file is about 1 MB


@bp.get("/courses/<code>/offline/course.payung")
@limiter.limit(LIMIT, key_func=sender)
def file_of_course(code: str) -> ResponseReturnValue:
    """The file of a learner's course; none as long as the pre-test comes first."""
    person = current_person()
    course = open_course(person, code)
    if is_pre_test_first(person, course):
        abort(409)
    return _file(course)


@bp.get("/organisations/classes/<uuid:cohort_id>/course.payung")
@limiter.limit(LIMIT, key_func=sender)
def file_of_cohort(cohort_id: UUID) -> ResponseReturnValue:
    """The file of a cohort's course for those who lead it."""
    view = require_in_cohort("cohort.see", cohort_id).cohort
    version_id = view.course_version_id
    opened = opening(db.session(), version_id, is_loopback=current_ports().is_loopback)
    return _file(visitor_course(version_id, view.course_code, view.course_title, opened))


def _file(course: LearnerCourse) -> Response:
    language = current_language()
    pack = pack_of(course, language)
    body = pack_file(pack, pack_manifest(pack, course, language))
    response = Response(body, mimetype="application/octet-stream")
    name = secure_filename(f"{course.code}-{language}".lower())
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.payung"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
