"""Passes a request on to a block's handler, in one transaction, again if another was faster."""

import sys
from collections.abc import Callable
from io import BytesIO
from string import punctuation
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import UUID

from flask import request
from flask.globals import request_ctx
from sqlalchemy.orm import Session

from courses.block_host.errors import BlockStateChanged
from courses.block_host.runtime.target_unit import TargetUnit, get_target_unit
from courses.block_host.runtime.viewer import Viewer
from courses.catalogue.errors import CourseClosed
from lms.accounts.sessions.queries import Learner
from lms.extensions import current_ports, transaction
from lms.kernel.clock import utc_now
from lms.web.access.auth import SignedInPerson
from lms.web.blocks.host import block_host
from lms.web.blocks.rendering import page_services
from lms.web.blocks.urls import PageUrls

if TYPE_CHECKING:
    from flask import Request as SentRequest
    from webob import Request, Response

    from lms.workflows.blocks.call_block import BlockCall

Caller = tuple[SignedInPerson | Learner, Viewer, TargetUnit]
MAX_TRIES = 5
URLENCODED = "application/x-www-form-urlencoded"
CSRF_FIELD = "csrf_token"
MAX_RAW_FORM_BYTES = 64 * 1024  # bytes of a form that a block is handed without a look


def call_handler(who: Callable[[Session], Caller], *, handler: str, suffix: str = "") -> "Response":
    """Fields that all learners share may be changed by two at once: the later one tries again.

    `who` is asked inside the transaction; what it raises stores nothing.
    """
    from lms.workflows.blocks.call_block import BlockCall

    call = BlockCall(handler, suffix, copy_request())
    for rest in range(MAX_TRIES, 0, -1):
        try:
            return _call_once(who, call)
        except BlockStateChanged:
            if rest == 1:
                raise
    raise BlockStateChanged


def get_open_unit(session: Session, unit_id: UUID, *, person_id: UUID) -> TargetUnit:
    """A unit of a course in which the person learns.

    Raises EnrolmentNotFound, and CourseClosed: a draft that was closed since the page was opened
    takes nothing more.
    """
    is_loopback = current_ports().is_loopback
    unit = get_target_unit(session, unit_id, person_id=person_id, is_loopback=is_loopback)
    if not unit.is_open:
        raise CourseClosed(course=unit.course_code)
    return unit


def _call_once(who: Callable[[Session], Caller], call: "BlockCall") -> "Response":
    from lms.workflows.blocks.call_block import call_block

    with transaction() as session:
        person, viewer, unit = who(session)
        return call_block(
            session,
            block_host(),
            viewer,
            unit,
            call,
            services=page_services(session, viewer, person),
            urls=PageUrls(),
            now=utc_now(),
        )


def copy_request() -> "Request":
    """The request as a block may see it: method, query and body, but no cookies of ours."""
    from webob import Request

    sent = request_ctx.request  # the proxy would look it up at each of its uses
    asked = Request(_environ(sent))
    if sent.method in ("POST", "PUT", "PATCH"):
        asked.body, asked.content_type = _body(sent)
    return asked


def _environ(sent: "SentRequest") -> dict[str, Any]:
    """As `Request.blank` makes it from an address, which it would have to be quoted for."""
    return {
        "REQUEST_METHOD": sent.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": sent.path.encode().decode("latin-1"),
        "QUERY_STRING": _query(sent),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost:80",
        "SERVER_PROTOCOL": "HTTP/1.0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _body(sent: "SentRequest") -> tuple[bytes, str]:
    """What was sent and its type: of a form its fields alone, without our token and its files."""
    mimetype = sent.mimetype
    if mimetype not in (URLENCODED, "multipart/form-data"):
        return sent.get_data(), sent.content_type or ""
    if mimetype == URLENCODED and (sent.content_length or MAX_RAW_FORM_BYTES) < MAX_RAW_FORM_BYTES:
        form = sent.get_data()
        if form and CSRF_FIELD.encode() not in form:  # empty once somebody has read the form
            return form, URLENCODED  # the block parses it: no need to do so before
    fields = [pair for pair in sent.form.items(multi=True) if pair[0] != CSRF_FIELD]
    return urlencode(fields).encode(), URLENCODED


def copy_raw_request() -> "Request":
    """The same for a block by others, with its body as it came: it has forms of its own."""
    from courses.block_host.compatibility.uploads import BlockRequest

    options: dict[str, Any] = {"method": request.method}
    if request.method == "POST":
        options |= {"body": request.get_data(), "content_type": request.content_type or ""}
    query = _query(request)
    path = quote(request.path)
    return BlockRequest.blank(f"{path}?{query}" if query else path, **options)


def _query(sent: "SentRequest") -> str:
    """In ASCII, whatever was typed: WebOb takes nothing else."""
    return quote(sent.query_string, safe=punctuation) if sent.query_string else ""
