"""Calls of a block's own script. The signed token in the address is the authority, not a cookie."""

from functools import partial
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from courses.block_host.runtime.target_unit import TargetUnit
from courses.block_host.runtime.viewer import Viewer
from lms.accounts.sessions.queries import Learner
from lms.extensions import csrf, db
from lms.web.access.auth import (
    SignedInPerson,
    SignInRequired,
    learner_for_session_id,
    person_for_session_id,
)
from lms.web.blocks.drafts import get_draft_frame
from lms.web.blocks.frame_page import FRAME_RESPONSE_HEADERS, render_frame_page
from lms.web.blocks.frames import LessonFrame, call_in_frame
from lms.web.blocks.handlers import Caller, call_handler, get_open_unit
from lms.web.blocks.host import block_host, learner_viewer

if TYPE_CHECKING:
    from courses.block_host.runtime.tokens import HandlerGrant
    from lms.web.blocks.frames import Frame

bp = Blueprint("blocks", __name__, url_prefix="/blocks", template_folder="templates")
csrf.exempt(bp)
Person = TypeVar("Person", SignedInPerson, Learner)
CALLS = ("GET", "POST")
AUTHOR_VIEWS = {"edit": "studio_view"}
OWN_OPTIONS: dict[str, Any] = {"provide_automatic_options": False}  # answered below, for frames


@bp.get("/<token>")
def view(token: str) -> ResponseReturnValue:
    """A block by others, on a page of its own that is shown in a frame."""
    grant = block_host().read_token(token)
    person = _person_for_token(db.session(), grant)
    shown = AUTHOR_VIEWS.get(request.args.get("view", "")) if grant.role == "author" else None
    view = shown or ("author_view" if grant.role == "author" else "student_view")
    return render_frame_page(_get_frame(person, grant), language=person.language, view=view)


@bp.route("/<token>/<handler>", methods=CALLS, defaults={"suffix": ""}, **OWN_OPTIONS)
@bp.route("/<token>/<handler>/<path:suffix>", methods=CALLS, **OWN_OPTIONS)
def call(token: str, handler: str, suffix: str) -> ResponseReturnValue:
    grant = block_host().read_token(token)
    if grant.is_framed:
        work = _get_frame(_person_for_token(db.session(), grant), grant)
        return call_in_frame(work, handler=handler, suffix=suffix, aside=grant.aside)
    who = partial(_get_caller, grant)
    answer = call_handler(who, handler=handler, suffix=suffix)
    response = Response(answer.body, answer.status_int, content_type=answer.content_type)
    response.headers.extend(FRAME_RESPONSE_HEADERS)
    return response


@bp.route("/<path:called>", methods=["OPTIONS"])
def preflight(called: str) -> ResponseReturnValue:
    return Response(status=204, headers=FRAME_RESPONSE_HEADERS)


@bp.get("/resources/<block_type>/<path:path>", **OWN_OPTIONS)
def resource(block_type: str, path: str) -> ResponseReturnValue:
    """A file in the `public` folder of a block that may run here."""
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
    """Who calls, read where the call is stored: one session and one BEGIN instead of two."""
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
    """Whom a token names, while the session lasts in which its page was shown."""
    return _require_person(person_for_session_id(session, grant.session_id), grant)


def _require_person(person: Person | None, grant: "HandlerGrant") -> Person:
    if person is None or person.id != grant.person_id:
        raise SignInRequired
    return person
