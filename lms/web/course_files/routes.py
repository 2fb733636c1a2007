"""Serves a file of a course, authorised by the signed token in the URL instead of a cookie.

Files are sandboxed by their own content security policy. Types other than known pictures, audio,
video, fonts and plain text are sent as downloads.
"""

from io import BytesIO
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from courses.catalogue.queries import opening
from courses.enrolment.queries import enrolments_in_version
from courses.static_files import queries
from courses.static_files.errors import StaticFileNotFound
from courses.static_files.kinds import is_shown
from lms.extensions import current_ports, db
from lms.web.access.auth import SignedInPerson, SignInRequired, person_for_session_id
from lms.web.course_files.links import file_tokens
from lms.web.security import POLICY_HEADER

if TYPE_CHECKING:
    from uuid import UUID

bp = Blueprint("course_files", __name__, url_prefix="/course-files")
AUTHOR: Final = "item.edit"
FILE_HEADERS: Final = {
    POLICY_HEADER: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    "Access-Control-Allow-Origin": "*",  # a sandboxed frame has the origin "null"
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, max-age=86400",  # a version never changes its files
}


@bp.get("/<token>/<path:name>")
def file(token: str, name: str) -> ResponseReturnValue:
    """Send a file."""
    grant = file_tokens().read(token)
    person = person_for_session_id(db.session(), grant.session_id)
    if person is None or person.id != grant.person_id:
        raise SignInRequired
    _require_reader(person, grant.version_id)
    stored = queries.static_file(db.session(), grant.version_id, name)
    response: Response = send_file(
        BytesIO(stored.data),
        mimetype=stored.media_type,
        as_attachment=not is_shown(stored.media_type),
        download_name=name.rpartition("/")[2],
        etag=stored.sha256,
        max_age=None,
    )
    response.headers.update(FILE_HEADERS)
    return response


def _require_reader(person: SignedInPerson, version_id: "UUID") -> None:
    """Allow learners of an open version and authors of the course.

    Raises StaticFileNotFound otherwise.
    """
    session = db.session()
    is_learner = bool(enrolments_in_version(session, [person.id], version_id))
    if is_learner and opening(session, version_id, is_loopback=current_ports().is_loopback).is_open:
        return
    if not person.may(AUTHOR, "course", queries.course_of(session, version_id)):
        raise StaticFileNotFound()
