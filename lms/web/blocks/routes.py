"""Routes for frames and scripts of blocks, authorised by a signed token in the URL."""

from functools import partial
from mimetypes import guess_type
from typing import TYPE_CHECKING, Final, TypeVar

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from sqlalchemy.orm import Session

from courses.block_host.runtime.target_unit import TargetUnit
from courses.block_host.runtime.viewer import Viewer
from courses.enrolment.errors import VersionLeft
from lms.accounts.sessions.queries import Learner
from lms.extensions import csrf, db
from lms.web.access.auth import (
    SignedInPerson,
    SignInRequired,
    learner_for_session_id,
    person_for_session_id,
)
from lms.web.blocks.drafts import get_draft_frame
from lms.web.blocks.frame_page import render_frame_page
from lms.web.blocks.frame_policy import FRAME_RESPONSE_HEADERS, add_frame_headers
from lms.web.blocks.frames import LessonFrame, call_in_frame
from lms.web.blocks.handlers import Caller, call_handler, get_open_unit
from lms.web.blocks.host import block_host, learner_viewer
from lms.web.errors import get_status, problem_document
from lms.web.texts.error_messages import error_message

if TYPE_CHECKING:
    from courses.block_host.runtime.tokens import HandlerGrant
    from lms.web.blocks.frames import Frame

bp = Blueprint("blocks", __name__, url_prefix="/blocks", template_folder="templates")
csrf.exempt(bp)
Person = TypeVar("Person", SignedInPerson, Learner)
CALLS = ("GET", "POST")
AUTHOR_VIEWS = {"edit": "studio_view"}
NO_AUTOMATIC_OPTIONS: Final = {"provide_automatic_options": False}  # `preflight` answers


@bp.errorhandler(VersionLeft)
def tell_version_left(error: VersionLeft) -> ResponseReturnValue:
    """Say in the learner's language that they take another version, and where.

    A frame cannot lead its page elsewhere, so it only says so; reloading the page leads there.
    """
    token = (request.view_args or {})["token"]
    language = _person_for_token(db.session(), block_host().read_token(token)).language
    status = get_status(error)
    with force_locale(language):
        text = error_message(error)
        if request.endpoint == "blocks.view":
            page = render_template("blocks/frame.html", problem=text, language=language)
            return add_frame_headers(Response(page, status))
        url = url_for("catalogue.course", code=error.parameters["course"])
        response = problem_document(error.code, status, error.parameters, error=text, url=url)
    response.headers.extend(FRAME_RESPONSE_HEADERS)
    return response, status


@bp.get("/<token>")
def view(token: str) -> ResponseReturnValue:
    """Page of a third-party block for its frame."""
    grant = block_host().read_token(token)
    person = _person_for_token(db.session(), grant)
    view = "student_view"
    if grant.role == "author":
        view = AUTHOR_VIEWS.get(request.args.get("view", ""), "author_view")
    return render_frame_page(_get_frame(person, grant), language=person.language, view=view)


@bp.route("/<token>/<handler>", methods=CALLS, defaults={"suffix": ""}, **NO_AUTOMATIC_OPTIONS)
@bp.route("/<token>/<handler>/<path:suffix>", methods=CALLS, **NO_AUTOMATIC_OPTIONS)
def call(token: str, handler: str, suffix: str) -> ResponseReturnValue:
    """Call a handler of a block, in a frame or on our own page."""
    grant = block_host().read_token(token)
    if grant.is_framed:
        frame = _get_frame(_person_for_token(db.session(), grant), grant)
        return call_in_frame(frame, handler=handler, suffix=suffix, aside=grant.aside)
    result = call_handler(partial(_get_caller, grant), handler=handler, suffix=suffix)
    response = Response(result.body, result.status_int, content_type=result.content_type)
    response.headers.extend(FRAME_RESPONSE_HEADERS)
    return response


@bp.route("/<path:called>", methods=["OPTIONS"])
def preflight(called: str) -> ResponseReturnValue:
    """CORS preflight for scripts in sandboxed frames."""
    return Response(status=204, headers=FRAME_RESPONSE_HEADERS)


@bp.get("/resources/<block_type>/<path:path>", **NO_AUTOMATIC_OPTIONS)
def resource(block_type: str, path: str) -> ResponseReturnValue:
    """File in the `public` folder of a block that may run here."""
    with block_host().open_resource(db.session(), block_type, path) as file:
        body = file.read()
    media_type = guess_type(path)[0] or "application/octet-stream"
    return Response(body, mimetype=media_type, headers=FRAME_RESPONSE_HEADERS)


def _get_frame(person: SignedInPerson, grant: "HandlerGrant") -> "Frame":
    if grant.role == "learner":
        unit = get_open_unit(db.session(), grant.unit_id, person_id=person.id)
        return LessonFrame(grant.unit_id, partial(_get_viewer, person, unit))
    return get_draft_frame(person, grant.unit_id, grant.role)


def _get_caller(grant: "HandlerGrant", session: Session) -> Caller:
    """Caller of a handler, read in the transaction of the call, which saves a second BEGIN."""
    person = _require_person(learner_for_session_id(session, grant.session_id), grant)
    unit = get_open_unit(session, grant.unit_id, person_id=person.id)
    return person, _get_viewer(person, unit, session), unit


def _get_viewer(person: SignedInPerson | Learner, unit: TargetUnit, session: Session) -> Viewer:
    return learner_viewer(
        session,
        person,
        enrolment_id=unit.enrolment_id,
        course_version_id=unit.course_version_id,
        course_code=unit.course_code,
        language=person.language,
    )


def _person_for_token(session: Session, grant: "HandlerGrant") -> SignedInPerson:
    """The person of a token, while the login session of its page is active.

    Raises SignInRequired after that.
    """
    return _require_person(person_for_session_id(session, grant.session_id), grant)


def _require_person(person: Person | None, grant: "HandlerGrant") -> Person:
    if person is None or person.id != grant.person_id:
        raise SignInRequired
    return person
