"""Calls of a block's own script. The signed token in the address is the authority, not a cookie."""

from functools import partial
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from courses.block_host.runtime.target_unit import CalledUnit
from courses.block_host.runtime.viewer import Visitor
from lms.accounts.sessions.queries import Learner
from lms.extensions import csrf, db
from lms.web.access.auth import SignedIn, SignInNeeded, learner_of_session_id, person_of_session_id
from lms.web.blocks.drafts import draft_work
from lms.web.blocks.frame_page import OPEN_TO_FRAMES, frame_page
from lms.web.blocks.frames import LessonWork, call_framed
from lms.web.blocks.handlers import Caller, call_handler, open_unit
from lms.web.blocks.host import block_host, visitor_of

if TYPE_CHECKING:
    from courses.block_host.runtime.tokens import HandlerGrant
    from lms.web.blocks.frames import Work

bp = Blueprint("blocks", __name__, url_prefix="/blocks", template_folder="templates")
csrf.exempt(bp)
Person = TypeVar("Person", SignedIn, Learner)
CALLS = ("GET", "POST")
AUTHOR_VIEWS = {"edit": "studio_view"}
OWN_OPTIONS: dict[str, Any] = {"provide_automatic_options": False}  # answered below, for frames


@bp.get("/<token>")
def view(token: str) -> ResponseReturnValue:
    """A block by others, on a page of its own that is shown in a frame."""
    grant = block_host().read_token(token)
    person = _living_person(db.session(), grant)
    shown = AUTHOR_VIEWS.get(request.args.get("view", "")) if grant.role == "author" else None
    view = shown or ("author_view" if grant.role == "author" else "student_view")
    return frame_page(_work(person, grant), language=person.language, view=view)


@bp.route("/<token>/<handler>", methods=CALLS, defaults={"suffix": ""}, **OWN_OPTIONS)
@bp.route("/<token>/<handler>/<path:suffix>", methods=CALLS, **OWN_OPTIONS)
def call(token: str, handler: str, suffix: str) -> ResponseReturnValue:
    grant = block_host().read_token(token)
    if grant.is_framed:
        work = _work(_living_person(db.session(), grant), grant)
        return call_framed(work, handler=handler, suffix=suffix, aside=grant.aside)
    who = partial(_caller, grant)
    answer = call_handler(who, handler=handler, suffix=suffix)
    response = Response(answer.body, answer.status_int, content_type=answer.content_type)
    response.headers.extend(OPEN_TO_FRAMES)
    return response


@bp.route("/<path:called>", methods=["OPTIONS"])
def preflight(called: str) -> ResponseReturnValue:
    return Response(status=204, headers=OPEN_TO_FRAMES)


@bp.get("/resources/<block_type>/<path:path>", **OWN_OPTIONS)
def resource(block_type: str, path: str) -> ResponseReturnValue:
    """A file in the `public` folder of a block that may run here."""
    with block_host().open_resource(db.session(), block_type, path) as file:
        body = file.read()
    media_type = guess_type(path)[0] or "application/octet-stream"
    return Response(body, mimetype=media_type, headers=OPEN_TO_FRAMES)


def _work(person: SignedIn, grant: "HandlerGrant") -> "Work":
    if grant.role == "learner":
        unit = open_unit(db.session(), grant.unit_id, person_id=person.id)
        return LessonWork(grant.unit_id, partial(_learner, person, unit))
    return draft_work(person, grant.unit_id, grant.role)


def _caller(grant: "HandlerGrant", session: Session) -> Caller:
    """Who calls, read where the call is stored: one session and one BEGIN instead of two."""
    person = _its_person(learner_of_session_id(session, grant.session_id), grant)
    unit = open_unit(session, grant.unit_id, person_id=person.id)
    return person, _learner(person, unit, session), unit


def _learner(person: SignedIn | Learner, unit: CalledUnit, session: Session) -> Visitor:
    return visitor_of(
        session,
        person,
        enrolment_id=unit.enrolment_id,
        course_version_id=unit.course_version_id,
        course_code=unit.course_code,
        language=person.language,
    )


def _living_person(session: Session, grant: "HandlerGrant") -> SignedIn:
    """Whom a token names, while the session lasts in which its page was shown."""
    return _its_person(person_of_session_id(session, grant.session_id), grant)


def _its_person(person: Person | None, grant: "HandlerGrant") -> Person:
    if person is None or person.id != grant.person_id:
        raise SignInNeeded
    return person
